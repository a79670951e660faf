using System.Globalization;
using System.Text;
using SqlInference.Inference.Features;
using SqlInference.Training.Profiles;
using SqlInference.Training.Tables;

namespace SqlInference.Training.Preparation;

/// <summary>Learns from rows how columns become features.</summary>
/// <param name="rows">The rows that may be looked at.</param>
sealed class FeatureFitter(TrainingTable table, int[] rows)
{
    // More categories than this make features that hardly any row has.
    const int MostCategories = 255;
    const int FewestInCategory = 2;

    public FeaturePlan Fit(IReadOnlyList<ColumnRecipe> recipes) => new([.. recipes.Select(Fit).Where(set => set.Width > 0)]);

    FeatureSet Fit(ColumnRecipe recipe)
    {
        var set = new FeatureSet([.. recipe.Columns.Select(column => Encoder(column, recipe.Transformers))], []);
        foreach (var transformer in recipe.Transformers)
        {
            if (Step(transformer, set) is { } step)
                set = set with { Steps = [.. set.Steps, step] };
        }

        return set;
    }

    ColumnEncoder Encoder(int column, IReadOnlyList<Transformer> transformers)
    {
        if (transformers.Contains(Transformer.OneHotEncoder))
            return new OneHotEncoder(column, Categories(column));
        if (transformers.Contains(Transformer.OrdinalEncoder))
            return new OrdinalEncoder(column, Categories(column));
        return table.Columns[column] switch
        {
            TimeTableColumn times => new DateTimeEncoder(column, TimeParts(times)),
            TextTableColumn => new OneHotEncoder(column, Categories(column)),
            _ => new NumberEncoder(column),
        };
    }

    FeatureStep? Step(Transformer transformer, FeatureSet set) => transformer switch
    {
        Transformer.Imputer => Impute(set, indicate: false),
        Transformer.ImputerWithIndicator => Impute(set, indicate: true),
        Transformer.StandardScaler => Scale(set, column => (column.Mean, column.Deviation)),
        Transformer.MinMax => Scale(set, column => (column.Minimum, column.Maximum - column.Minimum)),
        Transformer.Normalizer => new NormalizeStep(set.Width),
        Transformer.PCA => PrincipalComponents.Fit(table, rows, set),
        _ => null,
    };

    ImputeStep Impute(FeatureSet set, bool indicate)
    {
        var columns = FeatureStatistics.Of(table, rows, set);
        int[] indicated = indicate ? [.. Enumerable.Range(0, columns.Length).Where(column => columns[column].Missing > 0)] : [];
        return new([.. columns.Select(column => (float)column.Mean)], indicated);
    }

    ScaleStep Scale(FeatureSet set, Func<FeatureStatistics.Column, (double Offset, double Spread)> choose)
    {
        var scales = FeatureStatistics.Of(table, rows, set).Select(choose).ToArray();
        return new([.. scales.Select(scale => (float)scale.Offset)], [.. scales.Select(scale => (float)(scale.Spread > 0 ? 1 / scale.Spread : 1))]);
    }

    List<string?> Categories(int column)
    {
        var categories = new List<string?>();
        if (table.Columns[column] is TextTableColumn texts)
        {
            var counts = new TextCounts(ColumnProfiler.MostCounted);
            foreach (var row in rows)
            {
                if (texts[row] is { } text)
                    counts.Add(text);
            }

            categories.AddRange(counts.MostFrequent(MostCategories).Where(count => count.Count >= FewestInCategory).Select(count => Encoding.UTF8.GetString(count.Text)));
        }
        else
        {
            var values = ((NumberTableColumn)table.Columns[column]).Values;
            var counts = new Dictionary<double, int>();
            foreach (var row in rows)
            {
                if (!double.IsNaN(values[row]) && (counts.Count < ColumnProfiler.MostCounted || counts.ContainsKey(values[row])))
                    counts[values[row]] = counts.GetValueOrDefault(values[row]) + 1;
            }

            categories.AddRange(counts.Where(count => count.Value >= FewestInCategory).OrderByDescending(count => count.Value).ThenBy(count => count.Key)
                .Take(MostCategories).Select(count => count.Key.ToString(CultureInfo.InvariantCulture)));
        }

        if (rows.Any(table.Columns[column].IsMissing))
            categories.Add(null);
        return categories;
    }

    /// <summary>The parts that are not the same in all rows.</summary>
    TimePart[] TimeParts(TimeTableColumn column)
    {
        var all = new DateTimeEncoder(0, Enum.GetValues<TimePart>());
        var columns = FeatureStatistics.Of(table, rows, new([all with { Input = Array.IndexOf([.. table.Columns], column) }], []));
        return [.. all.Parts.Where((_, part) => columns[part].Maximum > columns[part].Minimum)];
    }
}
