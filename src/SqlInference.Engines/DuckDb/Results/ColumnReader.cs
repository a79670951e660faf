using SqlInference.Engines.DuckDb.Native;
using SqlInference.Engines.DuckDb.Types;
using SqlInference.Errors;
using SqlInference.Inference.Columns;

namespace SqlInference.Engines.DuckDb.Results;

/// <summary>
/// Shows vectors of one type as columns for models: without a copy where the layouts agree, otherwise through a buffer
/// that is used again. A view is good until the next one is read or the chunk is gone. Not thread-safe.
/// </summary>
/// <param name="what">Names the column in errors.</param>
/// <param name="listLength">How long lists must be; 0 where the first one decides.</param>
sealed unsafe class ColumnReader(DuckDbType type, string what, int listLength = 0) : IDisposable
{
    readonly ColumnBuffer _buffer = new();
    readonly ListReader? _list = ListReader.TryCreate(type, what, listLength);

    /// <summary>The element type of what is read, for lists that of their elements; null where models cannot take it.</summary>
    public static ElementType? ElementOf(DuckDbType type) => type.Id switch
    {
        DuckDbTypeId.Boolean => ElementType.Boolean,
        DuckDbTypeId.TinyInt => ElementType.Int8,
        DuckDbTypeId.SmallInt => ElementType.Int16,
        DuckDbTypeId.Integer => ElementType.Int32,
        DuckDbTypeId.BigInt => ElementType.Int64,
        DuckDbTypeId.UTinyInt => ElementType.UInt8,
        DuckDbTypeId.USmallInt => ElementType.UInt16,
        DuckDbTypeId.UInteger => ElementType.UInt32,
        DuckDbTypeId.UBigInt => ElementType.UInt64,
        DuckDbTypeId.Float => ElementType.Float32,
        DuckDbTypeId.Double or DuckDbTypeId.Decimal or DuckDbTypeId.HugeInt or DuckDbTypeId.UHugeInt => ElementType.Float64,
        DuckDbTypeId.Varchar or DuckDbTypeId.Enum => ElementType.Utf8,
        DuckDbTypeId.Date or DuckDbTypeId.Timestamp or DuckDbTypeId.TimestampTz or DuckDbTypeId.TimestampS
            or DuckDbTypeId.TimestampMs or DuckDbTypeId.TimestampNs => ElementType.Timestamp,
        DuckDbTypeId.List or DuckDbTypeId.Array => ListReader.CanRead(type) ? ElementOf(type.Children[0]) : null,
        _ => null,
    };

    public ColumnView Read(nint vector, int rows)
    {
        var data = DuckDbNative.VectorData(vector);
        var validity = DuckDbNative.VectorValidity(vector);
        switch (type.Id)
        {
            case DuckDbTypeId.Timestamp or DuckDbTypeId.TimestampTz:
                TimestampKernels.CheckFinite((long*)data, validity, rows, what);
                return new(ElementType.Timestamp, rows, data, validity);
            case DuckDbTypeId.Date:
                _buffer.Reset(ElementType.Timestamp, rows);
                TimestampKernels.FromDates((int*)data, validity, rows, (long*)_buffer.Values, what);
                return new(ElementType.Timestamp, rows, _buffer.Values, validity);
            case DuckDbTypeId.TimestampS or DuckDbTypeId.TimestampMs or DuckDbTypeId.TimestampNs:
                _buffer.Reset(ElementType.Timestamp, rows);
                TimestampKernels.Rescale((long*)data, validity, rows, type.Id, (long*)_buffer.Values, what);
                return new(ElementType.Timestamp, rows, _buffer.Values, validity);
            case DuckDbTypeId.Decimal or DuckDbTypeId.HugeInt or DuckDbTypeId.UHugeInt:
                _buffer.Reset(ElementType.Float64, rows);
                DecimalKernels.ToDouble(type, data, validity, rows, (double*)_buffer.Values, what);
                return new(ElementType.Float64, rows, _buffer.Values, validity);
            case DuckDbTypeId.Varchar:
                ReadText((NativeString*)data, validity, rows);
                return new(ElementType.Utf8, rows, _buffer.Values, validity, _buffer.View.Text);
            case DuckDbTypeId.Enum:
                ReadEnum(data, validity, rows);
                return new(ElementType.Utf8, rows, _buffer.Values, validity, _buffer.View.Text);
            case DuckDbTypeId.List or DuckDbTypeId.Array when _list != null:
                return _list.Read(vector, rows);
            default:
                return ElementOf(type) is { } element ? new(element, rows, data, validity) : throw NotAccepted();
        }
    }

    void ReadText(NativeString* cells, ulong* validity, int rows)
    {
        _buffer.Reset(ElementType.Utf8, rows);
        for (var row = 0; row < rows; row++)
            _buffer.AppendText(Validity.IsValid(validity, row) ? NativeString.Bytes(cells + row) : default);
    }

    void ReadEnum(byte* codes, ulong* validity, int rows)
    {
        _buffer.Reset(ElementType.Utf8, rows);
        for (var row = 0; row < rows; row++)
            _buffer.AppendText(Validity.IsValid(validity, row) ? type.EnumValues[EnumCode.At(codes, type.Width, row)] : default);
    }

    SqlInferenceException NotAccepted() => new(ErrorConditions.InputNotAccepted,
        $"The {what} has type {type.Name}, which models cannot take.", "Cast it to a number, a text, a date or a timestamp.");

    public void Dispose()
    {
        _buffer.Dispose();
        _list?.Dispose();
    }
}
