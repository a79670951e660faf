using System.Globalization;
using System.Numerics;
using System.Text.Unicode;
using SqlInference.Engines.DuckDb.Native;
using SqlInference.Errors;
using SqlInference.Inference.Columns;

namespace SqlInference.Engines.DuckDb.Functions;

/// <summary>Answers as text: labels as they are, numbers in their shortest form.</summary>
static unsafe class TextWriter
{
    const int MostDigits = 48;

    public static void Write(in ColumnView answer, nint vector)
    {
        switch (answer.Type.Element)
        {
            case ElementType.Utf8: Labels(answer, vector); break;
            case ElementType.Boolean: Booleans(answer, vector); break;
            case ElementType.Int8: Numbers<sbyte>(answer, vector); break;
            case ElementType.Int16: Numbers<short>(answer, vector); break;
            case ElementType.Int32: Numbers<int>(answer, vector); break;
            case ElementType.Int64: Numbers<long>(answer, vector); break;
            case ElementType.UInt8: Numbers<byte>(answer, vector); break;
            case ElementType.UInt16: Numbers<ushort>(answer, vector); break;
            case ElementType.UInt32: Numbers<uint>(answer, vector); break;
            case ElementType.UInt64: Numbers<ulong>(answer, vector); break;
            case ElementType.Float16: Numbers<Half>(answer, vector); break;
            case ElementType.Float32: Numbers<float>(answer, vector); break;
            default: Numbers<double>(answer, vector); break;
        }
    }

    static void Labels(in ColumnView answer, nint vector)
    {
        for (var row = 0; row < answer.RowCount; row++)
        {
            if (!answer.IsValid(row))
                continue;
            var utf8 = answer.Utf8At(row);
            // DuckDB trusts its text to be UTF-8.
            if (!Utf8.IsValid(utf8))
            {
                throw new SqlInferenceException(ErrorConditions.ResponseInvalid, "an answer is not valid UTF-8.",
                    "The model or its endpoint is at fault; nothing was returned.");
            }

            Put(vector, row, utf8);
        }
    }

    static void Booleans(in ColumnView answer, nint vector)
    {
        for (var row = 0; row < answer.RowCount; row++)
        {
            if (answer.IsValid(row))
                Put(vector, row, answer.Values[row] != 0 ? "true"u8 : "false"u8);
        }
    }

    static void Numbers<T>(in ColumnView answer, nint vector) where T : unmanaged, INumber<T>
    {
        Span<byte> digits = stackalloc byte[MostDigits];
        for (var row = 0; row < answer.RowCount; row++)
        {
            if (!answer.IsValid(row))
                continue;
            _ = ((T*)answer.Values)[row].TryFormat(digits, out var length, default, CultureInfo.InvariantCulture);
            digits[..length].Replace((byte)'E', (byte)'e');
            Put(vector, row, digits[..length]);
        }
    }

    static void Put(nint vector, int row, ReadOnlySpan<byte> utf8)
    {
        fixed (byte* bytes = utf8)
            DuckDbNative.AssignString(vector, (ulong)row, bytes, (ulong)utf8.Length);
    }
}
