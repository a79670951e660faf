using System.Text.Json.Serialization;
using SqlInference.Inference.Columns;

namespace SqlInference.Inference.Features;

/// <summary>Turns the values of one input into numbers, one column of them or several. NaN stands for what is missing.</summary>
/// <param name="Input">Position of the input in the signature.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(NumberEncoder), "number")]
[JsonDerivedType(typeof(OneHotEncoder), "one_hot")]
[JsonDerivedType(typeof(OrdinalEncoder), "ordinal")]
[JsonDerivedType(typeof(DateTimeEncoder), "date_time")]
public abstract record ColumnEncoder(int Input)
{
    /// <summary>How many columns come out.</summary>
    [JsonIgnore]
    public abstract int Width { get; }

    /// <summary>What the columns are called, after the input's name.</summary>
    public abstract IEnumerable<string> Names(string input);

    /// <summary>Writes the rows from <paramref name="start"/> on: value <c>features[column * stride + row]</c>.</summary>
    public abstract unsafe void Encode(in ColumnView column, int start, int rows, float* features, int stride);
}
