/** Where the fields of the data lie that trees are grown on, in bytes from its start. */
export const DATA_ROWS: i32 = 0;
export const DATA_FEATURES: i32 = 4;
export const DATA_TABLE: i32 = 8; // address of the features
export const DATA_DENSE: i32 = 12; // address of the numbers of dense features, ascending, and how many
export const DATA_DENSE_COUNT: i32 = 16;
export const DATA_STARTS: i32 = 20; // address of where each row's sparse codes start, rows + 1; 0 without any
export const DATA_CODES: i32 = 24; // address of the sparse codes, row after row, 4 bytes each, ascending in a row
export const DATA_FEATURE_OF: i32 = 28; // address of the feature of each sparse code
export const DATA_SPARSE_COUNT: i32 = 32; // number of sparse features
export const DATA_BYTES: i32 = 40;

/** Where the fields of a feature lie. Its value in a row is known by a code, the rank among its distinct values. */
export const FEATURE_CODES: i32 = 0; // address of a code for each row; 0 for a sparse feature
export const FEATURE_WIDTH: i32 = 4; // bytes of such a code, 2 or 4
export const FEATURE_LOW: i32 = 8; // its lowest code: 0 for a dense feature
export const FEATURE_COUNT: i32 = 12; // number of its distinct values; for a sparse feature without 0
export const FEATURE_VALUES: i32 = 16; // address of the values, 32-bit floats, ascending
export const FEATURE_BYTES: i32 = 20;

/** Where the fields of a tree lie that is growing. */
export const JOB_DATA: i32 = 0;
export const JOB_CRITERION: i32 = 4;
export const JOB_RANDOM: i32 = 8; // 1 for thresholds drawn at random
export const JOB_CLASSES: i32 = 12; // 0 for a regression
export const JOB_MAX_DEPTH: i32 = 16;
export const JOB_MIN_SPLIT: i32 = 20;
export const JOB_MIN_LEAF: i32 = 24;
export const JOB_MAX_FEATURES: i32 = 28;
export const JOB_MAX_LEAVES: i32 = 32; // 0 for any number, which grows depth first
export const JOB_DRAWS: i32 = 36; // rows that are drawn with replacement; 0 to take each as its weight says
export const JOB_CUMULATED: i32 = 40; // address of cumulated weights by which rows are drawn; 0 to draw them alike
export const JOB_BALANCED: i32 = 44; // 1 to weigh classes by how seldom they were drawn
export const JOB_MIN_WEIGHT: i32 = 48; // share of the weight of all rows that a leaf has at least
export const JOB_MIN_DECREASE: i32 = 56;
export const JOB_TARGET: i32 = 64; // address of a double, or of the number of a class, for each row
export const JOB_WEIGHT: i32 = 68; // address of a double for each row
export const JOB_ROWS: i32 = 72; // address of the numbers of the rows, node after node
export const JOB_ROW_SCRATCH: i32 = 76;
export const JOB_STATS: i32 = 80; // 16 bytes for each row of a node
export const JOB_PAIRS: i32 = 84; // 8 bytes for each value of a node, twice
export const JOB_PAIR_SCRATCH: i32 = 88;
export const JOB_ENTRIES: i32 = 92; // ENTRY_BYTES for each value of a node, and for each of one feature and class
export const JOB_ONE_ENTRIES: i32 = 96;
export const JOB_CELLS: i32 = 100; // memory for counting values
export const JOB_CELL_BYTES: i32 = 104;
export const JOB_ORDER: i32 = 108; // the numbers of all features
export const JOB_MARKS: i32 = 112; // for each feature, the number of the node it was last drawn for
export const JOB_SUMS: i32 = 116; // three doubles for each class
export const JOB_COUNTS: i32 = 120;
export const JOB_NODES: i32 = 124;
export const JOB_NODE_CAPACITY: i32 = 128;
export const JOB_NODE_COUNT: i32 = 132;
export const JOB_VALUES: i32 = 136; // of each node, one double or one for each class
export const JOB_OPEN: i32 = 140; // what is left to do: OPEN_BYTES each
export const JOB_OPEN_CAPACITY: i32 = 144;
export const JOB_OPEN_COUNT: i32 = 148;
export const JOB_STATE: i32 = 152;
export const JOB_LEAVES_LEFT: i32 = 156;
export const JOB_RANDOM_STATE: i32 = 160; // 16 bytes
export const JOB_BUDGET: i32 = 176; // values that are looked at before the task ends
export const JOB_SERIAL: i32 = 180;
export const JOB_LEAST_WEIGHT: i32 = 184; // JOB_MIN_WEIGHT times the weight of all rows
export const JOB_TOTAL_WEIGHT: i32 = 192;
export const JOB_SCRATCH: i32 = 200; // 8 bytes
export const JOB_LEAF_OF: i32 = 208; // address of the number of the leaf of each row, which a task may ask for; or 0
export const JOB_BYTES: i32 = 216;

export const STATE_NEW: i32 = 0;
export const STATE_GROWING: i32 = 1;
export const STATE_DONE: i32 = 2;

/** Where the fields of a node lie. */
export const NODE_THRESHOLD: i32 = 0;
export const NODE_IMPURITY: i32 = 8;
export const NODE_WEIGHT: i32 = 16;
export const NODE_IMPROVEMENT: i32 = 24;
export const NODE_LEFT: i32 = 32; // −1 for a leaf
export const NODE_RIGHT: i32 = 36;
export const NODE_FEATURE: i32 = 40;
export const NODE_COUNT: i32 = 44;
export const NODE_FROM: i32 = 48; // its rows lie in the list from here
export const NODE_TO: i32 = 52;
export const NODE_MIDDLE: i32 = 56; // to here those of the left child
export const NODE_DEPTH: i32 = 60;
export const NODE_SPLIT_CODE: i32 = 64; // the last code that goes left
export const NODE_ZERO_LEFT: i32 = 68; // 1 if 0 goes left
export const TREE_NODE_BYTES: i32 = 72;

/** What is left to do: the rows of a node, its depth, its parent, and whether it is the left child. */
export const OPEN_FROM: i32 = 0;
export const OPEN_TO: i32 = 4;
export const OPEN_DEPTH: i32 = 8;
export const OPEN_PARENT: i32 = 12;
export const OPEN_IS_LEFT: i32 = 16;
export const OPEN_BYTES: i32 = 20;

/** Rows of a node that have the same value: its code, how many, their weight, and the weighted sum of targets or a class. */
export const ENTRY_CODE: i32 = 0;
export const ENTRY_COUNT: i32 = 4;
export const ENTRY_WEIGHT: i32 = 8;
export const ENTRY_SUM: i32 = 16;
export const ENTRY_BYTES: i32 = 24;
/** The code of the entry for 0 among those of a sparse feature. */
export const ZERO_CODE: i32 = -1;

export const CRITERION_SQUARED_ERROR: i32 = 0;
export const CRITERION_POISSON: i32 = 1;
export const CRITERION_GINI: i32 = 2;
export const CRITERION_ENTROPY: i32 = 3;
