namespace SqlInference.Inference.Columns;

/// <summary>The type of a column: scalars, or lists that all have <paramref name="ListLength"/> elements.</summary>
/// <param name="ListLength">0 for scalars.</param>
public readonly record struct ColumnType(ElementType Element, int ListLength = 0)
{
    public bool IsList => ListLength > 0;

    public int ElementsPerRow => Math.Max(1, ListLength);

    public static implicit operator ColumnType(ElementType element) => new(element);

    public override string ToString() => IsList ? $"{Element}[{ListLength}]" : Element.ToString();
}
