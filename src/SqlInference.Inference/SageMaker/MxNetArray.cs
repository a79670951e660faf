namespace SqlInference.Inference.SageMaker;

/// <param name="Name">Empty where the file names none.</param>
/// <param name="Values">Row by row.</param>
sealed record MxNetArray(string Name, IReadOnlyList<long> Shape, float[] Values)
{
    public bool IsMatrix => Shape.Count == 2;

    public int Rows => (int)Shape[0];

    public int Columns => (int)Shape[1];
}
