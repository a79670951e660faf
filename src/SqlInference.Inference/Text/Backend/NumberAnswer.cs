using SqlInference.Inference.Backends;
using SqlInference.Inference.Columns;

namespace SqlInference.Inference.Text.Backend;

/// <summary>The model's numbers as they are: one, or a list of them.</summary>
sealed class NumberAnswer(ElementType element, int listLength) : ITextAnswer
{
    public IReadOnlyList<ModelOutput> Outputs { get; } =
        [new("prediction", new ColumnType(element == ElementType.Float64 ? ElementType.Float64 : ElementType.Float32, listLength))];

    public IReadOnlyList<string> Labels => [];

    public void Write(string model, ReadOnlySpan<double> numbers, int rows, ResultColumns results)
    {
        if (results[0] is not { } column)
            return;
        column.Reset(Outputs[0].Type, rows);
        if (Outputs[0].Type.Element == ElementType.Float64)
        {
            numbers.CopyTo(column.Span<double>());
            return;
        }

        var floats = column.Span<float>();
        for (var i = 0; i < floats.Length; i++)
            floats[i] = (float)numbers[i];
    }
}
