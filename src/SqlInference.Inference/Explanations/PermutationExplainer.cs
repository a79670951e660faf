using SqlInference.Inference.Features;
using SqlInference.Inference.Pipelines;

namespace SqlInference.Inference.Explanations;

/// <summary>
/// Estimates Shapley values of an estimator of which nothing is known but its margins, by walks from rows of a background to the row that
/// is explained: one column after the other takes its value, in a random order and then in the opposite one, and is credited with what that
/// changes (Štrumbelj and Kononenko 2014; Mitchell, Cooper, Frank and Holmes 2022). What a walk changes is the margin less the background
/// row's, so that the values add up exactly. The orders are the same for all rows.
/// </summary>
sealed unsafe class PermutationExplainer : MarginExplainer
{
    readonly BackgroundRows _background;
    readonly int _inputs;
    readonly int _outputs;
    readonly Player[] _players;

    // Of each walk, the players as they come: two walks for each row of the background.
    readonly int[][] _walks;
    readonly MarginList _starts;
    readonly MarginList _ways;

    /// <param name="estimator">Makes its margins of the features alone.</param>
    /// <param name="workOfRow">Roughly how many steps it takes to.</param>
    /// <param name="origins">For each feature the inputs that it is made of.</param>
    public PermutationExplainer(Estimator estimator, BackgroundRows background, long workOfRow, IReadOnlyList<IReadOnlyList<InputShare>> origins, int inputs)
    {
        (_background, _inputs, _outputs) = (background, inputs, estimator.Outputs);
        _players = Player.Of(origins);
        _walks = Walks(background.Rows, _players.Length);
        Work = _walks.Length * (long)_players.Length * workOfRow;
        _ways = new(estimator, background.Features, 1 + _walks.Length * (_players.Length - 1));
        _starts = new(estimator, background.Features, background.Rows);
        for (var row = 0; row < background.Rows; row++)
            _starts.Add(background.Row(row));
        _starts.End();
        Expected = [.. Enumerable.Range(0, _outputs).Select(output => Enumerable.Range(0, background.Rows).Average(row => (double)_starts[row][output]))];
    }

    public override IReadOnlyList<double> Expected { get; }

    public override long Work { get; }

    public override void Add(in FeatureBlock block, double weight, double* values)
    {
        Span<float> reached = new float[_background.Features];
        for (var row = 0; row < block.Rows; row++)
        {
            for (var feature = 0; feature < reached.Length; feature++)
                reached[feature] = block.Values[(long)feature * block.Stride + row];
            Walk(reached);
            Credit(weight / _walks.Length, values + row, block.Stride);
        }
    }

    /// <summary>Finds the margins on all ways to a row, its own first.</summary>
    void Walk(ReadOnlySpan<float> reached)
    {
        _ways.Begin();
        _ways.Add(reached);
        Span<float> state = new float[reached.Length];
        for (var walk = 0; walk < _walks.Length; walk++)
        {
            _background.Row(walk / 2).CopyTo(state);
            foreach (var player in _walks[walk].AsSpan(0, _players.Length - 1))
            {
                foreach (var feature in _players[player].Features)
                    state[feature] = reached[feature];
                _ways.Add(state);
            }
        }

        _ways.End();
    }

    void Credit(double weight, double* values, int stride)
    {
        var next = 1;
        for (var walk = 0; walk < _walks.Length; walk++)
        {
            var before = _starts[walk / 2];
            for (var step = 0; step < _players.Length; step++)
            {
                var after = step == _players.Length - 1 ? _ways[0] : _ways[next++];
                foreach (var (input, share) in _players[_walks[walk][step]].Shares)
                {
                    for (var output = 0; output < _outputs; output++)
                        values[((long)output * _inputs + input) * stride] += weight * share * ((double)after[output] - before[output]);
                }

                before = after;
            }
        }
    }

    static int[][] Walks(int rows, int players)
    {
        var random = new Random(1);
        var walks = new int[2 * rows][];
        for (var row = 0; row < rows; row++)
        {
            var order = Enumerable.Range(0, players).ToArray();
            random.Shuffle(order);
            (walks[2 * row], walks[2 * row + 1]) = (order, [.. order.Reverse()]);
        }

        return walks;
    }

    /// <summary>Features that change at once: all of one column, or one that is made of several columns.</summary>
    sealed record Player(int[] Features, IReadOnlyList<InputShare> Shares)
    {
        public static Player[] Of(IReadOnlyList<IReadOnlyList<InputShare>> origins) =>
        [
            .. origins.Index().Where(origin => origin.Item.Count == 1).GroupBy(origin => origin.Item[0].Input)
                .Select(features => new Player([.. features.Select(feature => feature.Index)], [new(features.Key, 1)])),
            .. origins.Index().Where(origin => origin.Item.Count > 1).Select(origin => new Player([origin.Index], origin.Item)),
        ];
    }
}
