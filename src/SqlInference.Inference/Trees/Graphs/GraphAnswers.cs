using SqlInference.Inference.Columns;

namespace SqlInference.Inference.Trees.Graphs;

/// <summary>The sums of a regression, one or several per row.</summary>
sealed unsafe class SumAnswer(int sums) : TreeAnswer
{
    public override ColumnType Type => new(ElementType.Float32, sums > 1 ? sums : 0);

    public override void Write(float* from, int stride, int rows, ColumnBuffer column, int start)
    {
        var target = column.Span<float>()[(start * sums)..];
        for (var sum = 0; sum < sums; sum++)
        {
            for (var row = 0; row < rows; row++)
                target[row * sums + sum] = from[(long)sum * stride + row];
        }
    }
}

/// <summary>The scores of a classifier.</summary>
sealed unsafe class ScoreAnswer(ClassRule rule) : TreeAnswer
{
    public override ColumnType Type => new(ElementType.Float32, rule.Classes);

    public override void Write(float* sums, int stride, int rows, ColumnBuffer column, int start)
    {
        for (var row = 0; row < rows; row++)
            rule.Score(sums + row, stride, column.Span<float>().Slice((start + row) * rule.Classes, rule.Classes));
    }
}

/// <summary>The label of a classifier, a whole number or text.</summary>
sealed unsafe class LabelAnswer(ClassRule rule) : TreeAnswer
{
    public override ColumnType Type => rule.Texts.Length > 0 ? ElementType.Utf8 : ElementType.Int64;

    public override void Write(float* sums, int stride, int rows, ColumnBuffer column, int start)
    {
        for (var row = 0; row < rows; row++)
        {
            var found = rule.ClassOf(sums + row, stride);
            if (rule.Texts.Length > 0)
                column.AppendText(rule.Texts[found]);
            else
                column.Span<long>()[start + row] = rule.Numbers[found];
        }
    }
}
