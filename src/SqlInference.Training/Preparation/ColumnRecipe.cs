namespace SqlInference.Training.Preparation;

/// <summary>Some columns and what is done to them, in this order.</summary>
/// <param name="Columns">Positions in the training table.</param>
public sealed record ColumnRecipe(IReadOnlyList<int> Columns, IReadOnlyList<Transformer> Transformers);
