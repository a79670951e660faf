using System.Numerics;
using SqlInference.Errors;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Onnx;

namespace SqlInference.Inference.Trees.Graphs;

/// <summary>
/// Has ONNX Runtime and our evaluator answer the same rows before one takes the other's place: values on the thresholds of the
/// trees and beside them, and missing ones. What a version of an operator does otherwise than we think shows here.
/// </summary>
static class SubstituteTrial
{
    const int Rows = 256;
    const float Tolerance = 1e-5f;

    public static bool Agrees(OnnxPlan plan, TreePlan substitute)
    {
        var columns = plan.Inputs[0].Sources.ToDictionary(source => source.Column, _ => new ColumnBuffer());
        using var theirs = new ResultColumns(plan.Outputs.Count, [.. Enumerable.Range(0, plan.Outputs.Count)]);
        using var ours = new ResultColumns(theirs);
        try
        {
            var batch = new ColumnBatch(columns.Count) { RowCount = Rows };
            Fill(plan.Inputs[0], substitute, columns, batch);
            using (var runner = new OnnxRunner(plan))
                runner.Run(batch, theirs, CancellationToken.None);
            using (var runner = new TreeRunner(substitute))
                runner.Run(batch, ours, CancellationToken.None);
            return Enumerable.Range(0, plan.Outputs.Count).All(output => Equal(theirs[output]!.View, ours[output]!.View));
        }
        catch (SqlInferenceException)
        {
            return false;
        }
        finally
        {
            foreach (var column in columns.Values)
                column.Dispose();
        }
    }

    static void Fill(InputPlan input, TreePlan substitute, Dictionary<int, ColumnBuffer> columns, ColumnBatch batch)
    {
        var thresholds = substitute.Ensemble.Trees.SelectMany(tree => tree.Nodes).Where(node => !node.IsLeaf).ToLookup(node => node.Feature, node => node.Threshold);
        var random = new Random(1);
        foreach (var source in input.Sources)
        {
            var column = columns[source.Column];
            column.Reset(new ColumnType(source.Element, source.Width > 1 ? source.Width : 0), Rows);
            for (var i = 0; i < source.Width; i++)
            {
                var ofFeature = thresholds[source.Offset + i].Where(float.IsFinite).DefaultIfEmpty(0).ToArray();
                for (var row = 0; row < Rows; row++)
                    Write(column, source.Element, row * source.Width + i, Near(ofFeature[random.Next(ofFeature.Length)], random));
            }

            batch[source.Column] = column.View;
        }
    }

    static double Near(float threshold, Random random) => random.Next(8) switch
    {
        0 => double.NaN,
        1 => MathF.BitIncrement(threshold),
        2 => MathF.BitDecrement(threshold),
        // Between two floats, for models that take doubles.
        3 => Math.BitIncrement((double)threshold),
        4 => threshold * (1 + random.NextDouble()),
        5 => threshold * random.NextDouble(),
        _ => threshold,
    };

    static void Write(ColumnBuffer column, ElementType element, int at, double value)
    {
        switch (element)
        {
            case ElementType.Boolean: Whole<byte>(column, at, value > 0 ? 1 : 0); break;
            case ElementType.UInt8: Whole<byte>(column, at, value); break;
            case ElementType.Int8: Whole<sbyte>(column, at, value); break;
            case ElementType.Int16: Whole<short>(column, at, value); break;
            case ElementType.UInt16: Whole<ushort>(column, at, value); break;
            case ElementType.Int32: Whole<int>(column, at, value); break;
            case ElementType.UInt32: Whole<uint>(column, at, value); break;
            // Beyond 2^53 they are refused.
            case ElementType.Int64 or ElementType.Timestamp: Whole<long>(column, at, Math.Clamp(value, -(1L << 53), 1L << 53)); break;
            case ElementType.UInt64: Whole<ulong>(column, at, Math.Min(value, 1L << 53)); break;
            case ElementType.Float16: column.Span<Half>()[at] = (Half)value; break;
            case ElementType.Float32: column.Span<float>()[at] = (float)value; break;
            default: column.Span<double>()[at] = value; break;
        }
    }

    static void Whole<T>(ColumnBuffer column, int at, double value) where T : unmanaged, INumberBase<T> =>
        column.Span<T>()[at] = T.CreateSaturating(Math.Floor(value));

    static bool Equal(ColumnView theirs, ColumnView ours)
    {
        switch (theirs.Type.Element)
        {
            case ElementType.Float32:
                var left = theirs.Span<float>();
                var right = ours.Span<float>();
                for (var i = 0; i < left.Length; i++)
                {
                    if (!(MathF.Abs(left[i] - right[i]) <= Tolerance * MathF.Max(1, MathF.Abs(left[i]))) && !left[i].Equals(right[i]))
                        return false;
                }

                return true;
            case ElementType.Utf8:
                for (var row = 0; row < theirs.RowCount; row++)
                {
                    if (!theirs.Utf8At(row).SequenceEqual(ours.Utf8At(row)))
                        return false;
                }

                return true;
            default:
                return theirs.Span<long>().SequenceEqual(ours.Span<long>());
        }
    }
}
