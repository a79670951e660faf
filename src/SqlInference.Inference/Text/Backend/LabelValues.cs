using System.Buffers;
using System.Globalization;
using System.Text;
using SqlInference.Errors;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Onnx;

namespace SqlInference.Inference.Text.Backend;

/// <summary>
/// Labels as values of the function's type. As a number, a label is what it begins with ("5 stars"), or the number of a
/// label that has no name ("LABEL_4").
/// </summary>
sealed class LabelValues
{
    const string Unnamed = "LABEL_";

    static readonly SearchValues<char> Digits = SearchValues.Create(".0123456789");

    readonly byte[][] _texts = [];
    readonly double[] _numbers = [];

    LabelValues(ColumnType type, byte[][] texts)
    {
        Type = type;
        _texts = texts;
    }

    LabelValues(ColumnType type, double[] numbers)
    {
        Type = type;
        _numbers = numbers;
    }

    public ColumnType Type { get; }

    public static LabelValues Of(string model, string[] labels, OnnxParameter returns)
    {
        var element = returns.Type.Element;
        if (!element.IsNumeric() && element != ElementType.Boolean)
            return new LabelValues(ElementType.Utf8, [.. labels.Select(Encoding.UTF8.GetBytes)]);

        var numbers = labels.Select(label => Number(label, element)
            ?? throw Misfit(model, $"its label '{label}' is no value of the type that the function returns")).ToArray();
        if (numbers.Distinct().Count() < numbers.Length)
            throw Misfit(model, $"several of its labels ({string.Join(", ", labels.Select(label => $"'{label}'"))}) would be the same number");
        return new LabelValues(element.IsFloating() ? ElementType.Float64 : element == ElementType.Boolean ? ElementType.Boolean : ElementType.Int64, numbers);
    }

    public void Write(ColumnBuffer column, int row, int label)
    {
        switch (Type.Element)
        {
            case ElementType.Utf8:
                column.AppendText(_texts[label]);
                break;
            case ElementType.Int64:
                column.Span<long>()[row] = (long)_numbers[label];
                break;
            case ElementType.Boolean:
                column.Span<byte>()[row] = (byte)_numbers[label];
                break;
            default:
                column.Span<double>()[row] = _numbers[label];
                break;
        }
    }

    static double? Number(string label, ElementType element)
    {
        if (element == ElementType.Boolean && bool.TryParse(label, out var truth))
            return truth ? 1 : 0;
        var digits = label.StartsWith(Unnamed, StringComparison.OrdinalIgnoreCase) ? label[Unnamed.Length..] : Leading(label);
        if (!double.TryParse(digits, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            return null;
        var (lowest, highest) = Range(element);
        return number >= lowest && number <= highest && (element.IsFloating() || Math.Floor(number) == number) ? number : null;
    }

    /// <summary>The number that a label begins with, if that is the only one in it: "1 to 2" is none.</summary>
    static string Leading(string label)
    {
        var sign = label is ['+' or '-', ..] ? 1 : 0;
        var digits = label.AsSpan(sign).IndexOfAnyExcept(Digits) is >= 0 and var end ? sign + end : label.Length;
        var rest = label.AsSpan(digits);
        return rest.Length > 0 && (char.IsLetter(rest[0]) || rest.IndexOfAnyInRange('0', '9') >= 0) ? "" : label[..digits];
    }

    // Beyond 2^53 a double would not be the number that the label says.
    static (double Lowest, double Highest) Range(ElementType element) => element switch
    {
        ElementType.Boolean => (0, 1),
        ElementType.Int16 => (short.MinValue, short.MaxValue),
        ElementType.Int32 => (int.MinValue, int.MaxValue),
        _ => (-(1L << 53), 1L << 53),
    };

    static SqlInferenceException Misfit(string model, string what) => new(ErrorConditions.ModelOutputMismatch,
        $"Model '{model}' does not fit the function: {what}.", "Declare RETURNS varchar, or change id2label in config.json.");
}
