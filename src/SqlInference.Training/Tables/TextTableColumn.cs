using SqlInference.Inference.Columns;
using SqlInference.Training.Ngrams;

namespace SqlInference.Training.Tables;

/// <summary>Texts as UTF-8.</summary>
public sealed class TextTableColumn : TableColumn, ITexts
{
    /// <summary>What is kept of each text, in bytes.</summary>
    public const int LongestText = 1 << 16;

    byte[]?[] _values = [];

    /// <summary>How many texts were longer than what is kept of them.</summary>
    public int Shortened { get; private set; }

    public override ElementType Element => ElementType.Utf8;

    /// <summary>The text of a row; null where it is missing.</summary>
    public byte[]? this[int row] => _values[row];

    int ITexts.Count => _values.Length;

    ReadOnlySpan<byte> ITexts.this[int row] => _values[row];

    public override bool IsMissing(int row) => _values[row] is null;

    internal override void Reserve(int rows)
    {
        if (rows > _values.Length)
            Array.Resize(ref _values, Math.Max(rows, _values.Length + _values.Length / 2));
    }

    internal override void Set(int row, in ColumnView from, int sourceRow) =>
        _values[row] = from.IsValid(sourceRow) ? Beginning(from.Utf8At(sourceRow)).ToArray() : null;

    internal override void Gather(ReadOnlySpan<int> rows, ColumnBuffer into)
    {
        into.Reset(ElementType.Utf8, rows.Length);
        for (var i = 0; i < rows.Length; i++)
        {
            into.AppendText(_values[rows[i]]);
            if (_values[rows[i]] is null)
                into.SetNull(i);
        }
    }

    ReadOnlySpan<byte> Beginning(ReadOnlySpan<byte> text)
    {
        if (text.Length <= LongestText)
            return text;
        Shortened++;
        var end = LongestText;
        while (end > LongestText - 4 && (text[end] & 0xC0) == 0x80)
            end--;
        return text[..end];
    }
}
