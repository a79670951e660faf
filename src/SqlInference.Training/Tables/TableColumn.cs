using SqlInference.Inference.Columns;

namespace SqlInference.Training.Tables;

/// <summary>One column of the rows that are trained on.</summary>
public abstract class TableColumn
{
    /// <summary>What its values are when they are handed to features: doubles, timestamps or text.</summary>
    public abstract ElementType Element { get; }

    public abstract bool IsMissing(int row);

    internal abstract void Reserve(int rows);

    /// <summary>Keeps one value of a batch in the place of a row.</summary>
    internal abstract void Set(int row, in ColumnView from, int sourceRow);

    internal abstract void Gather(ReadOnlySpan<int> rows, ColumnBuffer into);

    public static TableColumn For(ElementType element) => element switch
    {
        ElementType.Utf8 => new TextTableColumn(),
        ElementType.Timestamp => new TimeTableColumn(),
        _ => new NumberTableColumn(),
    };
}
