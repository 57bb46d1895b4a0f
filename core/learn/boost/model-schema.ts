import * as v from 'valibot';

/** An array of numbers as JSON (a list) or UBJSON (a typed array) gives it; its elements are looked at when it is copied. */
export type NumberList = readonly unknown[] | Exclude<ArrayBufferView, DataView>;

const numberList = v.custom<NumberList>(
  (value) => Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView)),
  'Expected a list of numbers',
);
const texts = v.record(v.string(), v.string());
/** Counts stand in texts: "100". */
const count = v.pipe(v.string(), v.regex(/^\d{1,10}$/, 'Expected a count'), v.transform(Number));

const treeSchema = v.looseObject({
  base_weights: numberList,
  categories: v.optional(numberList, []),
  categories_nodes: v.optional(numberList, []),
  categories_segments: v.optional(numberList, []),
  categories_sizes: v.optional(numberList, []),
  default_left: numberList,
  left_children: numberList,
  loss_changes: numberList,
  parents: numberList,
  right_children: numberList,
  split_conditions: numberList,
  split_indices: numberList,
  split_type: v.optional(numberList),
  sum_hessian: numberList,
  tree_param: v.looseObject({ size_leaf_vector: v.optional(count, '0') }),
});
export type StoredTree = v.InferOutput<typeof treeSchema>;

const treesSchema = v.looseObject({
  cats: v.optional(v.record(v.string(), v.unknown())),
  gbtree_model_param: v.looseObject({ num_parallel_tree: v.optional(count, '1') }),
  iteration_indptr: v.optional(numberList),
  tree_info: numberList,
  trees: v.array(treeSchema),
  weight_drop: v.optional(numberList),
});

/** XGBoost's model, of gbtree or dart: https://xgboost.readthedocs.io/en/stable/tutorials/saving_model.html */
export const modelSchema = v.looseObject({
  learner: v.looseObject({
    attributes: v.optional(texts, {}),
    feature_names: v.optional(v.array(v.string()), []),
    feature_types: v.optional(v.array(v.picklist(['q', 'int', 'float', 'i', 'c'])), []),
    gradient_booster: v.looseObject({
      model: v.optional(treesSchema),
      gbtree: v.optional(v.looseObject({ model: treesSchema })),
      weight_drop: v.optional(numberList),
    }),
    learner_model_param: v.looseObject({
      base_score: v.string(),
      boost_from_average: v.optional(count, '1'),
      num_class: count,
      num_feature: count,
      num_target: v.optional(count, '1'),
    }),
    objective: v.looseObject({ name: v.string() }),
  }),
  version: v.optional(v.tuple([v.number(), v.number(), v.number()])),
});

/** What is looked at first, so that a model of another kind is called by its name. */
export const modelKindSchema = v.looseObject({
  learner: v.looseObject({
    gradient_booster: v.looseObject({ name: v.string() }),
    objective: v.looseObject({ name: v.string() }),
  }),
});
