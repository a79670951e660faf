using SqlInference.Engines.DuckDb.Native;
using SqlInference.Engines.DuckDb.Types;
using SqlInference.Errors;
using SqlInference.Inference.Columns;

namespace SqlInference.Engines.DuckDb.Results;

/// <summary>Lists and arrays of numbers as a column of equally long lists. NULL rows become zeros, under a cleared validity bit.</summary>
sealed unsafe class ListReader : IDisposable
{
    readonly DuckDbType _type;
    readonly string _what;
    readonly ColumnReader _elements;
    readonly ColumnBuffer _buffer = new();
    readonly bool _lengthIsGiven;
    int _length;

    ListReader(DuckDbType type, string what, int length)
    {
        _type = type;
        _what = what;
        _elements = new(type.Children[0], what);
        _lengthIsGiven = length > 0;
        _length = _lengthIsGiven ? length : type.ArraySize;
    }

    /// <param name="length">What a model takes; 0 where the first list decides.</param>
    public static ListReader? TryCreate(DuckDbType type, string what, int length) => CanRead(type) ? new(type, what, length) : null;

    public static bool CanRead(DuckDbType type) =>
        type.Id is DuckDbTypeId.List or DuckDbTypeId.Array &&
        !type.Children[0].IsNested && ColumnReader.ElementOf(type.Children[0]) is { } element && element.IsNumeric();

    public ColumnView Read(nint vector, int rows)
    {
        var validity = DuckDbNative.VectorValidity(vector);
        return _type.Id == DuckDbTypeId.Array ? ReadArrays(vector, validity, rows) : ReadLists(vector, validity, rows);
    }

    ColumnView ReadArrays(nint vector, ulong* validity, int rows)
    {
        var child = DuckDbNative.ArrayChild(vector);
        var elements = _elements.Read(child, rows * _length);
        for (var row = 0; row < rows; row++)
        {
            if (Validity.IsValid(validity, row))
                CheckElements(elements, (long)row * _length);
        }

        return new(new ColumnType(elements.Type.Element, _length), rows, elements.Values, validity);
    }

    ColumnView ReadLists(nint vector, ulong* validity, int rows)
    {
        var lists = (NativeListEntry*)DuckDbNative.VectorData(vector);
        var elements = _elements.Read(DuckDbNative.ListChild(vector), checked((int)DuckDbNative.ListSize(vector)));
        CheckLengths(lists, validity, rows);

        // A length is needed even where every row is NULL.
        var type = new ColumnType(elements.Type.Element, Math.Max(1, _length));
        _buffer.Reset(type, rows);
        var bytes = type.Element.Width() * type.ElementsPerRow;
        for (var row = 0; row < rows; row++)
        {
            var target = new Span<byte>(_buffer.Values + (long)row * bytes, bytes);
            if (!Validity.IsValid(validity, row))
            {
                target.Clear();
                continue;
            }

            CheckElements(elements, (long)lists[row].Offset);
            new ReadOnlySpan<byte>(elements.Values + (long)lists[row].Offset * type.Element.Width(), bytes).CopyTo(target);
        }

        return new(type, rows, _buffer.Values, validity);
    }

    void CheckLengths(NativeListEntry* lists, ulong* validity, int rows)
    {
        for (var row = 0; row < rows; row++)
        {
            if (!Validity.IsValid(validity, row))
                continue;
            var length = (int)lists[row].Length;
            if (_length == 0)
                _length = length;
            if (length != _length || length == 0)
                throw LengthsDiffer(length);
        }
    }

    SqlInferenceException LengthsDiffer(int length) => _lengthIsGiven
        ? new(ErrorConditions.ListLengthsDiffer,
            $"The {_what} holds a list of {length} elements, but the model takes lists of {_length}.",
            "Pass lists as long as those the model was trained with.")
        : new(ErrorConditions.ListLengthsDiffer,
            length == 0 ? $"The {_what} holds an empty list." : $"The {_what} holds lists of {_length} and of {length} elements.",
            "All lists of a column must have the same number of elements.");

    void CheckElements(in ColumnView elements, long start)
    {
        if (elements.Validity == null)
            return;
        for (var i = start; i < start + _length; i++)
        {
            if (!Validity.IsValid(elements.Validity, i))
            {
                throw new SqlInferenceException(ErrorConditions.InputNotAccepted,
                    $"The {_what} holds a list with a NULL element.", "Replace NULL elements, or make the whole list NULL.");
            }
        }
    }

    public void Dispose()
    {
        _elements.Dispose();
        _buffer.Dispose();
    }
}
