using System.Numerics;
using SqlInference.Errors;
using SqlInference.Inference.Backends;
using SqlInference.Inference.Columns;

namespace SqlInference.Inference.Forest;

/// <summary>
/// Turns SQL values into points. The same object, read back from the model file, is applied to training rows and to
/// what is scored. Immutable.
/// </summary>
public sealed unsafe class ForestFeaturizer
{
    public const int MaxDimensions = 10_000;

    /// <summary>Values beyond this count as this far out, so that sums over all dimensions stay within 32-bit floats.</summary>
    public const double Limit = 1e34;

    const double MicrosecondsPerHour = 3_600_000_000;
    const long MicrosecondsPerDay = 24 * 3_600_000_000L;

    readonly ForestFeature[] _features;

    public ForestFeaturizer(IReadOnlyList<ModelInput> inputs, IReadOnlyList<ForestFeature> features)
    {
        Inputs = inputs;
        _features = [.. features];
    }

    /// <summary>
    /// The default features of a set of columns: numbers and booleans as they are, lists of numbers element by element,
    /// timestamps as hour of day and day of week.
    /// </summary>
    public static ForestFeaturizer For(IReadOnlyList<ModelInput> inputs)
    {
        var features = new List<ForestFeature>();
        for (var input = 0; input < inputs.Count; input++)
        {
            var (name, type, _) = inputs[input];
            if (type.Element == ElementType.Utf8)
            {
                throw new SqlInferenceException(ErrorConditions.ColumnNotNumeric,
                    $"Column '{name}' is text; a random cut forest works on numbers, booleans and timestamps.",
                    "Leave the column out of the query, or turn it into a number there.");
            }

            for (var element = 0; element < type.ElementsPerRow; element++)
            {
                if (type.Element == ElementType.Timestamp)
                {
                    features.Add(new(input, element, ForestFeatureKind.HourOfDay));
                    features.Add(new(input, element, ForestFeatureKind.DayOfWeek));
                }
                else
                {
                    features.Add(new(input, element, ForestFeatureKind.Value));
                }
            }
        }

        return new(inputs, features);
    }

    public IReadOnlyList<ModelInput> Inputs { get; }

    public IReadOnlyList<ForestFeature> Features => _features;

    public int Dimensions => _features.Length;

    /// <summary>The inputs of a model over <paramref name="shingleSize"/> consecutive rows: oldest row first, the newest under its own names.</summary>
    public ForestFeaturizer Shingled(int shingleSize)
    {
        var inputs = new List<ModelInput>();
        var features = new List<ForestFeature>();
        for (var lag = shingleSize - 1; lag >= 0; lag--)
        {
            var first = inputs.Count;
            inputs.AddRange(Inputs.Select(input => lag == 0 ? input : input with { Name = $"{input.Name}_lag{lag}" }));
            features.AddRange(_features.Select(feature => feature with { Input = first + feature.Input }));
        }

        return new(inputs, features);
    }

    public ForestFeaturizer WithOffsets(ReadOnlySpan<double> offsets)
    {
        var features = new ForestFeature[_features.Length];
        for (var i = 0; i < features.Length; i++)
            features[i] = _features[i] with { Offset = offsets[i] };
        return new(Inputs, features);
    }

    public string FeatureName(int dimension)
    {
        var feature = _features[dimension];
        var input = Inputs[feature.Input];
        var name = input.Type.IsList ? $"{input.Name}[{feature.Element + 1}]" : input.Name;
        return feature.Kind switch
        {
            ForestFeatureKind.HourOfDay => $"hour of {name}",
            ForestFeatureKind.DayOfWeek => $"day of week of {name}",
            _ => name,
        };
    }

    /// <summary>The values of one dimension, before the offset, for <paramref name="count"/> rows from <paramref name="start"/> on.</summary>
    public void Read(in ColumnView column, int dimension, int start, int count, double* values)
    {
        ref readonly var feature = ref _features[dimension];
        switch (feature.Kind)
        {
            case ForestFeatureKind.Value:
                ReadNumbers(column, feature.Element, start, count, values);
                break;
            case ForestFeatureKind.HourOfDay:
                var hours = Elements<long>(column, feature.Element, start, out var hourStep);
                for (var row = 0; row < count; row++, hours += hourStep)
                    values[row] = IsInfinite(*hours) ? double.NaN : WithinDay(*hours) / MicrosecondsPerHour;
                break;
            default:
                var days = Elements<long>(column, feature.Element, start, out var dayStep);
                for (var row = 0; row < count; row++, days += dayStep)
                    values[row] = IsInfinite(*days) ? double.NaN : DayOfWeek(*days);
                break;
        }
    }

    /// <summary>
    /// Points for the scorers, one dimension after the other, each <paramref name="stride"/> floats long.
    /// <paramref name="values"/> is room for <paramref name="count"/> doubles.
    /// </summary>
    public void Featurize(ColumnBatch batch, int start, int count, double* values, float* points, int stride)
    {
        for (var dimension = 0; dimension < _features.Length; dimension++)
        {
            ref readonly var feature = ref _features[dimension];
            Read(batch[feature.Input], dimension, start, count, values);
            if (!Round(values, count, feature.Offset, points + (long)dimension * stride))
                throw NotFinite(dimension);
        }
    }

    /// <summary>The point that the forest sees for the values of one row.</summary>
    public void RoundPoint(ReadOnlySpan<double> values, Span<float> point)
    {
        for (var d = 0; d < _features.Length; d++)
            point[d] = Round(values[d], _features[d].Offset);
    }

    static float Round(double value, double offset) => (float)Math.Clamp(value - offset, -Limit, Limit);

    static bool Round(double* values, int count, double offset, float* points)
    {
        var finite = true;
        for (var i = 0; i < count; i++)
        {
            finite &= double.IsFinite(values[i]);
            points[i] = Round(values[i], offset);
        }

        return finite;
    }

    SqlInferenceException NotFinite(int dimension) => new(ErrorConditions.InputNotAccepted,
        $"Input '{Inputs[_features[dimension].Input].Name}' holds a value that is infinite or not a number; the forest scores finite values.",
        "Leave such rows out, or turn the value into NULL, which is answered with NULL.");

    static void ReadNumbers(in ColumnView column, int element, int start, int count, double* values)
    {
        switch (column.Type.Element)
        {
            case ElementType.Boolean:
                var flags = Elements<byte>(column, element, start, out var step);
                for (var row = 0; row < count; row++, flags += step)
                    values[row] = *flags == 0 ? 0 : 1;
                break;
            case ElementType.Int8: Convert<sbyte>(column, element, start, count, values); break;
            case ElementType.Int16: Convert<short>(column, element, start, count, values); break;
            case ElementType.Int32: Convert<int>(column, element, start, count, values); break;
            case ElementType.Int64: Convert<long>(column, element, start, count, values); break;
            case ElementType.UInt8: Convert<byte>(column, element, start, count, values); break;
            case ElementType.UInt16: Convert<ushort>(column, element, start, count, values); break;
            case ElementType.UInt32: Convert<uint>(column, element, start, count, values); break;
            case ElementType.UInt64: Convert<ulong>(column, element, start, count, values); break;
            case ElementType.Float16: Convert<Half>(column, element, start, count, values); break;
            case ElementType.Float32: Convert<float>(column, element, start, count, values); break;
            case ElementType.Float64: Convert<double>(column, element, start, count, values); break;
            default: throw new InvalidOperationException($"A forest has no inputs of type {column.Type}.");
        }
    }

    static void Convert<T>(in ColumnView column, int element, int start, int count, double* values) where T : unmanaged, INumberBase<T>
    {
        var source = Elements<T>(column, element, start, out var step);
        for (var row = 0; row < count; row++, source += step)
            values[row] = double.CreateTruncating(*source);
    }

    static T* Elements<T>(in ColumnView column, int element, int start, out int step) where T : unmanaged
    {
        step = column.Type.ElementsPerRow;
        return (T*)column.Values + (long)start * step + element;
    }

    // How databases state the dates before and after all others.
    static bool IsInfinite(long microseconds) => microseconds is long.MinValue or long.MaxValue;

    static long WithinDay(long microseconds)
    {
        var rest = microseconds % MicrosecondsPerDay;
        return rest < 0 ? rest + MicrosecondsPerDay : rest;
    }

    static double DayOfWeek(long microseconds)
    {
        // 1970-01-01 was a Thursday, which is 3 counted from Monday.
        var day = (microseconds - WithinDay(microseconds)) / MicrosecondsPerDay;
        return (day % 7 + 7 + 3) % 7;
    }
}
