using SqlInference.Errors;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Trees.XGBoost;

namespace SqlInference.Inference.Trees;

/// <summary>The outputs of an XGBoost model: what its objective makes of the sums.</summary>
static class LinkAnswers
{
    /// <param name="setting">The OUTPUT setting.</param>
    public static (string Name, TreeAnswer Answer)[] Of(XGBoostModel model, string name, string? setting)
    {
        var link = model.Link;
        var sums = model.Ensemble.Outputs;
        if (sums > 1 && link is TreeLink.BinaryProbability or TreeLink.BinarySign)
        {
            throw new SqlInferenceException(ErrorConditions.ModelOutputMismatch,
                $"Model '{name}' does not fit a function: it has {sums} targets of two classes each.", "Train one model for each target.");
        }

        (string Name, TreeAnswer Answer)[] outputs = link switch
        {
            TreeLink.BinaryProbability or TreeLink.Softmax => [(TreeBackend.Prediction, new ClassAnswer(sums)), (TreeBackend.Probabilities, new ProbabilityAnswer(sums))],
            TreeLink.BinarySign => [(TreeBackend.Prediction, new ClassAnswer(sums))],
            _ => [(TreeBackend.Prediction, new NumberAnswer(link, sums))],
        };
        if (setting is null || setting.Equals(TreeBackend.Prediction, StringComparison.OrdinalIgnoreCase))
            return outputs;
        if (outputs is [_, var probabilities] && setting.Equals(TreeBackend.Probabilities, StringComparison.OrdinalIgnoreCase))
            return [(TreeBackend.Prediction, probabilities.Answer)];
        throw new SqlInferenceException(ErrorConditions.ModelOutputMismatch,
            $"Model '{name}' does not fit the function: OUTPUT names '{setting}', which the model does not give.",
            $"The model gives: {string.Join(", ", outputs.Select(output => output.Name))}.");
    }

    /// <summary>The transformed sum, or all of them.</summary>
    sealed unsafe class NumberAnswer(TreeLink link, int sums) : TreeAnswer
    {
        public override ColumnType Type => new(ElementType.Float32, sums > 1 ? sums : 0);

        public override void Write(float* from, int stride, int rows, ColumnBuffer column, int start)
        {
            var target = column.Span<float>()[(start * sums)..];
            for (var sum = 0; sum < sums; sum++)
            {
                for (var row = 0; row < rows; row++)
                    target[row * sums + sum] = Transform(from[(long)sum * stride + row]);
            }
        }

        float Transform(float sum) => link switch
        {
            TreeLink.Exponential => MathF.Exp(sum),
            TreeLink.Logistic => TreeLinks.Logistic(sum),
            _ => sum,
        };
    }

    /// <summary>The number of the class: the one with the largest sum, or the second of two where the only sum is positive.</summary>
    sealed unsafe class ClassAnswer(int sums) : TreeAnswer
    {
        public override ColumnType Type => ElementType.Int64;

        public override void Write(float* from, int stride, int rows, ColumnBuffer column, int start)
        {
            var target = column.Span<long>()[start..];
            for (var row = 0; row < rows; row++)
                target[row] = sums == 1 ? (from[row] > 0 ? 1 : 0) : Largest(from + row, stride);
        }

        int Largest(float* from, int stride)
        {
            var largest = 0;
            for (var sum = 1; sum < sums; sum++)
            {
                if (from[(long)sum * stride] > from[(long)largest * stride])
                    largest = sum;
            }

            return largest;
        }
    }

    sealed unsafe class ProbabilityAnswer(int sums) : TreeAnswer
    {
        public override ColumnType Type => new(ElementType.Float32, Math.Max(2, sums));

        public override void Write(float* from, int stride, int rows, ColumnBuffer column, int start)
        {
            var classes = Math.Max(2, sums);
            for (var row = 0; row < rows; row++)
            {
                var target = column.Span<float>().Slice((start + row) * classes, classes);
                if (sums == 1)
                {
                    target[1] = TreeLinks.Logistic(from[row]);
                    target[0] = 1 - target[1];
                    continue;
                }

                for (var sum = 0; sum < sums; sum++)
                    target[sum] = from[(long)sum * stride + row];
                TreeLinks.Softmax(target);
            }
        }
    }
}
