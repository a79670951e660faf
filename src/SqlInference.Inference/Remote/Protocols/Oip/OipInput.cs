namespace SqlInference.Inference.Remote.Protocols.Oip;

/// <summary>A tensor and the columns that fill it.</summary>
/// <param name="AcceptsNull">The server takes a companion that says which rows are NULL.</param>
sealed record OipInput(OipTensor Tensor, int[] Columns, bool AcceptsNull);
