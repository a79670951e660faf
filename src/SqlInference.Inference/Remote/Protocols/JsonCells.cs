using System.Buffers;
using System.Text.Encodings.Web;
using SqlInference.Errors;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Formats;

namespace SqlInference.Inference.Remote.Protocols;

/// <summary>Values of columns as JSON.</summary>
static unsafe class JsonCells
{
    // The answer goes to a program, not into a page.
    static readonly JavaScriptEncoder Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    public static void Write(PooledBytes into, in ColumnView column, int row, string endpoint)
    {
        if (!column.IsValid(row))
        {
            into.Write("null"u8);
        }
        else if (column.Type.Element == ElementType.Utf8)
        {
            WriteText(into, column.Utf8At(row));
        }
        else if (!column.Type.IsList)
        {
            WriteFixed(into, column, row, endpoint);
        }
        else
        {
            for (var i = 0; i < column.Type.ListLength; i++)
            {
                into.Write((byte)(i == 0 ? '[' : ','));
                WriteFixed(into, column, row * column.Type.ListLength + i, endpoint);
            }

            into.Write((byte)']');
        }
    }

    public static void WriteText(PooledBytes into, ReadOnlySpan<byte> text)
    {
        into.Write((byte)'"');
        while (!text.IsEmpty)
        {
            var room = into.GetSpan(Math.Min(text.Length, 1 << 16) + 16);
            if (Encoder.EncodeUtf8(text, room, out var read, out var written) == OperationStatus.InvalidData && read == 0 && written == 0)
                throw new InvalidOperationException("The encoder replaces what it cannot encode, so it always moves on.");
            into.Advance(written);
            text = text[read..];
        }

        into.Write((byte)'"');
    }

    static void WriteFixed(PooledBytes into, in ColumnView column, int index, string endpoint)
    {
        switch (column.Type.Element)
        {
            case ElementType.Boolean:
                into.Write(column.Values[index] != 0 ? "true"u8 : "false"u8);
                break;
            case ElementType.Timestamp:
                into.Write((byte)'"');
                CellText.Write(into, column, index);
                into.Write((byte)'"');
                break;
            default:
                if (column.Type.Element.IsFloating() && !IsFinite(column, index))
                {
                    throw new SqlInferenceException(ErrorConditions.InputNotAccepted,
                        $"A row holds NaN or infinity, which cannot be sent to endpoint '{endpoint}': JSON has no such numbers.", "Pass NULL or a finite number.");
                }

                CellText.Write(into, column, index);
                break;
        }
    }

    static bool IsFinite(in ColumnView column, int index) => column.Type.Element switch
    {
        ElementType.Float64 => double.IsFinite(((double*)column.Values)[index]),
        ElementType.Float32 => float.IsFinite(((float*)column.Values)[index]),
        _ => Half.IsFinite(((Half*)column.Values)[index]),
    };
}
