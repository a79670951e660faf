using SqlInference.Inference.Backends;
using SqlInference.Inference.Columns;

namespace SqlInference.Inference.Text.Backend;

/// <summary>What becomes of the numbers that a model gives for each text.</summary>
interface ITextAnswer
{
    IReadOnlyList<ModelOutput> Outputs { get; }

    /// <summary>The classes of a classifier; otherwise empty.</summary>
    IReadOnlyList<string> Labels { get; }

    /// <summary>Fills the outputs that are wanted, row after row.</summary>
    void Write(string model, ReadOnlySpan<double> numbers, int rows, ResultColumns results);
}
