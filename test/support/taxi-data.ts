import { existsSync } from 'node:fs';
import path from 'node:path';
import { root } from '../setup/root';

/** The folder of the TLC's own trip files: EIDER_TAXI_DATA, or the usual place beside the checkout. */
export const taxiData = path.resolve(root, process.env['EIDER_TAXI_DATA'] ?? '../shared/data/green-taxi');
export const haveTaxiData = existsSync(path.join(taxiData, '2024', '01.parquet'));
/** Ends the title of a test that needs them. */
export const whyNoTaxiData = haveTaxiData ? '' : ` (skipped: no trip files at ${taxiData}; set EIDER_TAXI_DATA)`;
