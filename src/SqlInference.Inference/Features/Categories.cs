using System.Globalization;
using System.Text;
using SqlInference.Inference.Columns;

namespace SqlInference.Inference.Features;

/// <summary>Finds values in a list of categories without making strings of them. Immutable.</summary>
sealed class Categories
{
    /// <summary>Not in the list.</summary>
    public const int Unseen = -1;

    readonly Dictionary<double, int> _numbers = [];
    readonly int[] _slots;
    readonly byte[][] _texts;
    readonly int _missing = Unseen;

    /// <param name="values">The categories; null for what is missing.</param>
    public Categories(IReadOnlyList<string?> values)
    {
        _texts = [.. values.Select(value => value is null ? [] : Encoding.UTF8.GetBytes(value))];
        _slots = new int[2 * (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(4, values.Count))];
        Array.Fill(_slots, Unseen);
        var numbers = Numbers(values);
        for (var i = 0; i < values.Count; i++)
        {
            if (values[i] is null)
                _missing = i;
            else
                _slots[SlotOf(_texts[i])] = i;
            if (!double.IsNaN(numbers[i]))
                _numbers.Add(numbers[i], i);
        }
    }

    /// <summary>The number that each category stands for; NaN where it stands for none, or an earlier one for the same.</summary>
    public static double[] Numbers(IReadOnlyList<string?> values)
    {
        var seen = new HashSet<double>();
        return [.. values.Select(value =>
            double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && seen.Add(number) ? number : double.NaN)];
    }

    public int Find(in ColumnView column, int row)
    {
        if (!column.IsValid(row))
            return _missing;
        if (column.Type.Element == ElementType.Utf8)
            return _slots[SlotOf(column.Utf8At(row))];
        var number = column.Span<double>()[row];
        return double.IsNaN(number) ? _missing : _numbers.GetValueOrDefault(number, Unseen);
    }

    /// <summary>Where the text is, or where it would be.</summary>
    int SlotOf(ReadOnlySpan<byte> text)
    {
        var mask = _slots.Length - 1;
        var slot = (int)Hash(text) & mask;
        while (_slots[slot] is not Unseen and var category && !text.SequenceEqual(_texts[category]))
            slot = (slot + 1) & mask;
        return slot;
    }

    // FNV-1a: the categories are the model's own, so nobody can choose them to collide.
    static uint Hash(ReadOnlySpan<byte> text)
    {
        var hash = 2166136261;
        foreach (var value in text)
            hash = (hash ^ value) * 16777619;
        return hash ^ (hash >> 15);
    }
}
