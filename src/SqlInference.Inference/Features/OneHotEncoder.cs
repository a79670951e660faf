using System.Text.Json.Serialization;
using SqlInference.Inference.Columns;

namespace SqlInference.Inference.Features;

/// <summary>One column for each category: 1 where the value is it, else 0. A value that is none of them has 0 everywhere.</summary>
/// <param name="Categories">In the order of the columns; null is the category of missing values.</param>
public sealed record OneHotEncoder(int Input, IReadOnlyList<string?> Categories) : ColumnEncoder(Input)
{
    readonly Categories _categories = new(Categories);

    [JsonIgnore]
    public override int Width => Categories.Count;

    public override IEnumerable<string> Names(string input) =>
        Categories.Select(category => category is null ? $"{input} is missing" : $"{input}={category}");

    public override unsafe void Encode(in ColumnView column, int start, int rows, float* features, int stride)
    {
        for (var category = 0; category < Categories.Count; category++)
            new Span<float>(features + (long)category * stride, rows).Clear();
        for (var row = 0; row < rows; row++)
        {
            var category = _categories.Find(column, start + row);
            if (category >= 0)
                features[(long)category * stride + row] = 1;
        }
    }
}
