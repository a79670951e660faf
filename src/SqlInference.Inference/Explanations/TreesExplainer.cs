using SqlInference.Inference.Features;
using SqlInference.Inference.Pipelines;

namespace SqlInference.Inference.Explanations;

/// <summary>
/// Explains sums of trees, exactly. Rows that pass the same tests of a way have the same shares, so those are computed once for all of
/// them where a way is short, as most are.
/// </summary>
sealed unsafe class TreesExplainer(TreePaths paths, IReadOnlyList<IReadOnlyList<InputShare>> origins, int inputs) : MarginExplainer
{
    const int ShortWay = 8;

    readonly InputShare[][] _origins = [.. origins.Select(origin => origin.ToArray())];

    // By the pattern of tests passed, and for which of the ways they are.
    readonly double[] _shares = new double[ShortWay << ShortWay];
    readonly long[] _sharesOf = new long[1 << ShortWay];
    readonly int[] _patterns = new int[PipelineScorer.MostRows];
    readonly double[] _covers = new double[LongestWay(paths)];
    readonly bool[] _passes = new bool[LongestWay(paths)];
    readonly double[] _longShares = new double[LongestWay(paths)];
    readonly double[] _scratch = new double[2 * LongestWay(paths) + 1];
    long _ways;

    public override IReadOnlyList<double> Expected => paths.Expected;

    public override long Work { get; } = paths.Leaves.Sum(leaf => (long)leaf.Tests * (leaf.Tests > ShortWay ? leaf.Tests : 1));

    public override void Add(in FeatureBlock block, double weight, double* values)
    {
        foreach (var leaf in paths.Leaves)
        {
            _ways++;
            var tests = paths.Tests.AsSpan(leaf.First, leaf.Tests);
            for (var test = 0; test < tests.Length; test++)
                _covers[test] = tests[test].Cover;
            if (tests.Length <= ShortWay)
                AddShort(block, tests, leaf, weight, values);
            else
                AddLong(block, tests, leaf, weight, values);
        }
    }

    void AddShort(in FeatureBlock block, ReadOnlySpan<PathTest> tests, PathLeaf leaf, double weight, double* values)
    {
        _patterns.AsSpan(0, block.Rows).Clear();
        fixed (int* patterns = _patterns)
        fixed (double* shares = _shares)
        {
            for (var test = 0; test < tests.Length; test++)
                tests[test].Mark(block.Values + (long)tests[test].Feature * block.Stride, block.Rows, 1 << test, patterns);
            ComputeShares(tests.Length, _patterns.AsSpan(0, block.Rows));
            for (var test = 0; test < tests.Length; test++)
            {
                foreach (var (input, part) in _origins[tests[test].Feature])
                {
                    var target = Target(values, block, leaf, input);
                    var factor = weight * leaf.Value * part;
                    for (var row = 0; row < block.Rows; row++)
                        target[row] += factor * shares[patterns[row] * ShortWay + test];
                }
            }
        }
    }

    void ComputeShares(int tests, ReadOnlySpan<int> patterns)
    {
        foreach (var pattern in patterns)
        {
            if (_sharesOf[pattern] == _ways)
                continue;
            _sharesOf[pattern] = _ways;
            for (var test = 0; test < tests; test++)
                _passes[test] = (pattern >> test & 1) != 0;
            PathShares.Compute(_covers.AsSpan(0, tests), _passes.AsSpan(0, tests), _shares.AsSpan(pattern * ShortWay, tests), _scratch);
        }
    }

    void AddLong(in FeatureBlock block, ReadOnlySpan<PathTest> tests, PathLeaf leaf, double weight, double* values)
    {
        for (var row = 0; row < block.Rows; row++)
        {
            for (var test = 0; test < tests.Length; test++)
                _passes[test] = tests[test].Passes(block.Values[(long)tests[test].Feature * block.Stride + row]);
            PathShares.Compute(_covers.AsSpan(0, tests.Length), _passes.AsSpan(0, tests.Length), _longShares, _scratch);
            for (var test = 0; test < tests.Length; test++)
            {
                foreach (var (input, part) in _origins[tests[test].Feature])
                    Target(values, block, leaf, input)[row] += weight * leaf.Value * part * _longShares[test];
            }
        }
    }

    double* Target(double* values, in FeatureBlock block, PathLeaf leaf, int input) => values + ((long)leaf.Output * inputs + input) * block.Stride;

    static int LongestWay(TreePaths paths) => paths.Leaves.Select(leaf => leaf.Tests).DefaultIfEmpty().Max();
}
