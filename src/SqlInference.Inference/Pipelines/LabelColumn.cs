using System.Globalization;
using System.Text;
using SqlInference.Inference.Columns;

namespace SqlInference.Inference.Pipelines;

/// <summary>Writes classes as labels of the target's own type.</summary>
sealed class LabelColumn
{
    readonly ElementType _type;
    readonly byte[][] _texts = [];
    readonly long[] _integers = [];
    readonly double[] _numbers = [];
    readonly bool[] _booleans = [];

    public LabelColumn(PipelineTarget target)
    {
        _type = target.LabelType;
        var labels = target.Labels;
        switch (_type)
        {
            case ElementType.Utf8:
                _texts = [.. labels.Select(Encoding.UTF8.GetBytes)];
                break;
            case ElementType.Int64:
                _integers = [.. labels.Select(label => long.Parse(label, CultureInfo.InvariantCulture))];
                break;
            case ElementType.Boolean:
                _booleans = [.. labels.Select(bool.Parse)];
                break;
            default:
                _numbers = [.. labels.Select(label => double.Parse(label, CultureInfo.InvariantCulture))];
                break;
        }
    }

    public void Write(ReadOnlySpan<int> classes, ColumnBuffer column, int start)
    {
        switch (_type)
        {
            case ElementType.Utf8:
                foreach (var label in classes)
                    column.AppendText(_texts[label]);
                break;
            case ElementType.Int64:
                Write(classes, _integers, column.Span<long>()[start..]);
                break;
            case ElementType.Boolean:
                Write(classes, _booleans, column.Span<bool>()[start..]);
                break;
            default:
                Write(classes, _numbers, column.Span<double>()[start..]);
                break;
        }
    }

    static void Write<T>(ReadOnlySpan<int> classes, T[] labels, Span<T> column)
    {
        for (var row = 0; row < classes.Length; row++)
            column[row] = labels[classes[row]];
    }
}
