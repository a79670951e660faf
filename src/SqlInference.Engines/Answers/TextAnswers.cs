using System.Globalization;
using System.Numerics;
using System.Text.Unicode;
using SqlInference.Errors;
using SqlInference.Inference.Columns;

namespace SqlInference.Engines.Answers;

/// <summary>Answers as text: labels as they are, numbers in their shortest form.</summary>
public static unsafe class TextAnswers
{
    const int MostDigits = 48;

    public static void Write<TTarget>(in ColumnView answer, in TTarget target) where TTarget : struct, IAnswerTarget
    {
        switch (answer.Type.Element)
        {
            case ElementType.Utf8: Labels(answer, target); break;
            case ElementType.Boolean: Booleans(answer, target); break;
            case ElementType.Int8: Numbers<sbyte, TTarget>(answer, target); break;
            case ElementType.Int16: Numbers<short, TTarget>(answer, target); break;
            case ElementType.Int32: Numbers<int, TTarget>(answer, target); break;
            case ElementType.Int64: Numbers<long, TTarget>(answer, target); break;
            case ElementType.UInt8: Numbers<byte, TTarget>(answer, target); break;
            case ElementType.UInt16: Numbers<ushort, TTarget>(answer, target); break;
            case ElementType.UInt32: Numbers<uint, TTarget>(answer, target); break;
            case ElementType.UInt64: Numbers<ulong, TTarget>(answer, target); break;
            case ElementType.Float16: Numbers<Half, TTarget>(answer, target); break;
            case ElementType.Float32: Numbers<float, TTarget>(answer, target); break;
            default: Numbers<double, TTarget>(answer, target); break;
        }
    }

    static void Labels<TTarget>(in ColumnView answer, in TTarget target) where TTarget : struct, IAnswerTarget
    {
        for (var row = 0; row < answer.RowCount; row++)
        {
            if (!answer.IsValid(row))
                continue;
            var utf8 = answer.Utf8At(row);
            // Whoever reads it trusts it to be UTF-8.
            if (!Utf8.IsValid(utf8))
            {
                throw new SqlInferenceException(ErrorConditions.ResponseInvalid, "an answer is not valid UTF-8.",
                    "The model or its endpoint is at fault; nothing was returned.");
            }

            target.PutText(row, utf8);
        }
    }

    static void Booleans<TTarget>(in ColumnView answer, in TTarget target) where TTarget : struct, IAnswerTarget
    {
        for (var row = 0; row < answer.RowCount; row++)
        {
            if (answer.IsValid(row))
                target.PutText(row, answer.Values[row] != 0 ? "true"u8 : "false"u8);
        }
    }

    static void Numbers<T, TTarget>(in ColumnView answer, in TTarget target)
        where T : unmanaged, INumber<T>
        where TTarget : struct, IAnswerTarget
    {
        Span<byte> digits = stackalloc byte[MostDigits];
        for (var row = 0; row < answer.RowCount; row++)
        {
            if (!answer.IsValid(row))
                continue;
            _ = ((T*)answer.Values)[row].TryFormat(digits, out var length, default, CultureInfo.InvariantCulture);
            digits[..length].Replace((byte)'E', (byte)'e');
            target.PutText(row, digits[..length]);
        }
    }
}
