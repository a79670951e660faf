using SqlInference.Inference.Columns;

namespace SqlInference.Inference.Backends;

/// <summary>What a model takes and gives.</summary>
/// <param name="Inputs">In the order of the function's parameters.</param>
/// <param name="Outputs">The first one is the prediction.</param>
public sealed record ModelSignature(IReadOnlyList<ModelInput> Inputs, IReadOnlyList<ModelOutput> Outputs);

/// <param name="AcceptsNull">True where NULL means "missing" to the model; otherwise a row with NULL is answered with NULL.</param>
public sealed record ModelInput(string Name, ColumnType Type, bool AcceptsNull = false);

public sealed record ModelOutput(string Name, ColumnType Type);
