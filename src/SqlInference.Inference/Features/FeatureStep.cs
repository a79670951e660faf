using System.Text.Json.Serialization;

namespace SqlInference.Inference.Features;

/// <summary>What is done to a set of feature columns, one step after the other.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(ImputeStep), "impute")]
[JsonDerivedType(typeof(ScaleStep), "scale")]
[JsonDerivedType(typeof(NormalizeStep), "normalize")]
[JsonDerivedType(typeof(ProjectStep), "project")]
public abstract record FeatureStep
{
    public abstract int WidthOf(int width);

    public abstract IEnumerable<string> Names(IReadOnlyList<string> names);

    /// <summary>What the columns that come out are made of, given what those that go in are made of.</summary>
    public virtual IEnumerable<IReadOnlyList<InputShare>> Origins(IReadOnlyList<IReadOnlyList<InputShare>> columns) => columns;

    /// <summary>Reads columns of <paramref name="from"/> and writes columns of <paramref name="to"/>; the two do not overlap.</summary>
    public abstract unsafe void Apply(float* from, float* to, int rows, int stride);
}
