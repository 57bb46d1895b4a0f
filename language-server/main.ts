import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { startServer } from './server';

// The way to talk comes from the arguments the client gives: --node-ipc or --stdio.
startServer(createConnection(ProposedFeatures.all));
