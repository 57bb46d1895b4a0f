export { work } from './tasks';
