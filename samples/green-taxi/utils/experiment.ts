import { experiment } from 'eider/learn';

/** Has what the calling block trains recorded in one experiment, so that models of different pipelines can be compared. */
export function recordTogether(): void {
  experiment({ experiment: 'green-taxi' });
}
