namespace SqlInference.Inference.Forest;

/// <summary>One dimension of the forest's space, made from one input.</summary>
/// <param name="Input">Position of the input in the signature.</param>
/// <param name="Element">Position within a list input; 0 for scalars.</param>
/// <param name="Offset">Taken off every value before it is rounded to 32 bits.</param>
public readonly record struct ForestFeature(int Input, int Element, ForestFeatureKind Kind, double Offset = 0);
