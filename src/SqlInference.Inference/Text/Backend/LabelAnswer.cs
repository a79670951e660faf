using SqlInference.Errors;
using SqlInference.Inference.Backends;
using SqlInference.Inference.Columns;

namespace SqlInference.Inference.Text.Backend;

/// <summary>The label with the highest logit, and the probabilities of all: the softmax of the logits.</summary>
sealed class LabelAnswer(string[] labels, LabelValues values) : ITextAnswer
{
    public IReadOnlyList<ModelOutput> Outputs { get; } =
        [new("prediction", values.Type), new("probabilities", new ColumnType(ElementType.Float32, labels.Length))];

    public IReadOnlyList<string> Labels => labels;

    public void Write(string model, ReadOnlySpan<double> numbers, int rows, ResultColumns results)
    {
        results[0]?.Reset(Outputs[0].Type, rows);
        results[1]?.Reset(Outputs[1].Type, rows);
        for (var row = 0; row < rows; row++)
        {
            var logits = numbers.Slice(row * labels.Length, labels.Length);
            var best = Best(model, logits);
            if (results[0] is { } predictions)
                values.Write(predictions, row, best);
            if (results[1] is { } probabilities)
                Softmax(logits, logits[best], probabilities.Span<float>().Slice(row * labels.Length, labels.Length));
        }
    }

    static int Best(string model, ReadOnlySpan<double> logits)
    {
        var best = 0;
        for (var i = 0; i < logits.Length; i++)
        {
            if (!double.IsFinite(logits[i]))
            {
                throw new SqlInferenceException(ErrorConditions.ModelFailed,
                    $"Model '{model}' gave a number for a label that is not finite.", "Try the model in float32, or set ON_ERROR to 'null'.");
            }

            if (logits[i] > logits[best])
                best = i;
        }

        return best;
    }

    static void Softmax(ReadOnlySpan<double> logits, double highest, Span<float> probabilities)
    {
        var sum = 0.0;
        foreach (var logit in logits)
            sum += Math.Exp(logit - highest);
        for (var i = 0; i < logits.Length; i++)
            probabilities[i] = (float)(Math.Exp(logits[i] - highest) / sum);
    }
}
