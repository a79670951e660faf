using System.Text.Json.Serialization;
using SqlInference.Inference.Columns;

namespace SqlInference.Inference.Features;

/// <summary>The position of the value in the list of categories; a value that is none of them counts as missing.</summary>
public sealed record OrdinalEncoder(int Input, IReadOnlyList<string?> Categories) : ColumnEncoder(Input)
{
    readonly Categories _categories = new(Categories);

    [JsonIgnore]
    public override int Width => 1;

    public override IEnumerable<string> Names(string input) => [input];

    public override unsafe void Encode(in ColumnView column, int start, int rows, float* features, int stride)
    {
        for (var row = 0; row < rows; row++)
        {
            var category = _categories.Find(column, start + row);
            features[row] = category >= 0 ? category : float.NaN;
        }
    }
}
