using SqlInference.Inference.Columns;
using SqlInference.Inference.Forest;

namespace SqlInference.Inference.Trees;

/// <summary>
/// Computes the sums of an ensemble with the widest registers that the processor has; all widths give the same bits. Thread-safe,
/// and it allocates nothing per call once as many callers have come as there are cores.
/// </summary>
public sealed unsafe class TreeEvaluator : IDisposable
{
    /// <summary>A lone row is faster by itself than in a register that is mostly empty.</summary>
    const int FewestInRegisters = 2;

    readonly TreeLayout _layout;
    readonly FlatTrees _flat;
    readonly PerfectTrees? _perfect;
    readonly float[] _starts;
    readonly float[] _ends;
    readonly float _divisor;

    // One for each concurrent caller; null while it is out.
    readonly NativeBuffer?[] _free = new NativeBuffer?[Environment.ProcessorCount];

    public TreeEvaluator(TreeEnsemble ensemble)
        : this(ensemble, VectorWidths.Widest)
    {
    }

    internal TreeEvaluator(TreeEnsemble ensemble, VectorWidth width)
    {
        _perfect = width switch
        {
            VectorWidth.Bits512 when PerfectTrees512.IsSupported => new PerfectTrees512(),
            VectorWidth.Bits512 or VectorWidth.Bits256 when PerfectTrees256.IsSupported => new PerfectTrees256(),
            _ => null,
        };
        _layout = new(ensemble);
        _flat = new(ensemble, _layout, complete: _perfect != null);
        _starts = [.. ensemble.Starts];
        _ends = [.. ensemble.Ends];
        _divisor = ensemble.Divisor;
    }

    public long MemoryBytes => _flat.MemoryBytes;

    /// <summary>Fills <paramref name="margins"/>, as the features one column after the other, <paramref name="stride"/> floats apart.</summary>
    /// <param name="features">The value of feature f of row r at <c>f * stride + r</c>; NaN where it is missing.</param>
    /// <param name="marginStride">Where the margins lie otherwise than the features.</param>
    public void Evaluate(float* features, int stride, int rows, float* margins, int marginStride)
    {
        var scratch = Rent();
        try
        {
            for (var start = 0; start < rows; start += _layout.Rows)
                EvaluateBlock(features + start, stride, Math.Min(_layout.Rows, rows - start), margins + start, marginStride, (float*)scratch.Pointer);
        }
        finally
        {
            Return(scratch);
        }
    }

    public void Dispose()
    {
        foreach (ref var scratch in _free.AsSpan())
            Interlocked.Exchange(ref scratch, null)?.Dispose();
        _flat.Dispose();
    }

    void EvaluateBlock(float* features, int featureStride, int rows, float* margins, int marginStride, float* block)
    {
        var stride = _layout.Stride;
        for (var slot = 0; slot < _layout.Slots.Length; slot++)
        {
            var (feature, missingGoesLeft) = _layout.Slots[slot];
            var values = new ReadOnlySpan<float>(features + (long)feature * featureStride, rows);
            var target = new Span<float>(block + slot * stride, rows);
            if (missingGoesLeft)
                SlotFiller.CopyWithMissingLeft(values, target);
            else
                values.CopyTo(target);
        }

        var sums = block + _layout.Slots.Length * stride;
        for (var output = 0; output < _starts.Length; output++)
            new Span<float>(sums + output * stride, rows).Fill(_starts[output]);

        var perfect = rows < FewestInRegisters ? null : _perfect;
        var found = (uint*)(sums + _starts.Length * stride);
        foreach (ref readonly var tree in _flat.Trees)
        {
            if (perfect == null)
            {
                TreeWalker.Add(tree, block, null, tree.Depth, sums, stride, rows);
            }
            else if (tree.IsPerfect)
            {
                perfect.Add(tree, block, sums, stride, rows);
            }
            else
            {
                perfect.Find(tree, block, found, rows);
                TreeWalker.Add(tree, block, found, tree.Depth - PerfectTree.MostDepth, sums, stride, rows);
            }
        }

        for (var output = 0; output < _ends.Length; output++)
        {
            var sum = sums + output * stride;
            var margin = margins + (long)output * marginStride;
            for (var row = 0; row < rows; row++)
                margin[row] = sum[row] / _divisor + _ends[output];
        }
    }

    NativeBuffer Rent()
    {
        foreach (ref var slot in _free.AsSpan())
        {
            if (Interlocked.Exchange(ref slot, null) is { } scratch)
                return scratch;
        }

        var created = new NativeBuffer();
        created.Reserve((nuint)((_layout.Slots.Length + _starts.Length + 1) * _layout.Stride) * sizeof(float));
        new Span<byte>(created.Pointer, checked((int)created.Capacity)).Clear();
        return created;
    }

    void Return(NativeBuffer scratch)
    {
        foreach (ref var slot in _free.AsSpan())
        {
            if (Interlocked.CompareExchange(ref slot, scratch, null) == null)
                return;
        }

        scratch.Dispose();
    }
}
