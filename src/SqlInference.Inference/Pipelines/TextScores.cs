using SqlInference.Inference.Features;
using SqlInference.Inference.Ngrams;

namespace SqlInference.Inference.Pipelines;

/// <summary>Texts in a few numbers: what the terms of each add to each margin of a linear model.</summary>
/// <param name="linear">Has no features but the terms of texts, and knows their means.</param>
public sealed unsafe class TextScores(LinearEstimator linear)
{
    public LinearEstimator Linear => linear;

    /// <summary>How many numbers there are: text by text, its score for each output.</summary>
    public int Width => linear.Texts.Count * linear.Outputs;

    /// <summary>For each score the input that it is made of.</summary>
    public IReadOnlyList<IReadOnlyList<InputShare>> Origins() =>
        [.. linear.Texts.SelectMany(text => Enumerable.Repeat<IReadOnlyList<InputShare>>([new(text.Input, 1)], linear.Outputs))];

    /// <summary>Writes <c>scores[score * block.Stride + row]</c>, less their means: a missing text scores 0.</summary>
    public void Fill(in FeatureBlock block, NgramScratch scratch, float* scores)
    {
        new Span<float>(scores, Width * block.Stride).Clear();
        var first = 0;
        for (var text = 0; text < linear.Texts.Count; text++)
        {
            var (input, vectorizer) = (linear.Texts[text].Input, linear.Texts[text].Vectorizer);
            var margins = new Span<float>(scores + (long)text * linear.Outputs * block.Stride, linear.Outputs * block.Stride);
            ref readonly var column = ref block.Arguments[input];
            for (var row = 0; row < block.Rows; row++)
            {
                if (!column.IsValid(block.Start + row))
                    continue;
                for (var output = 0; output < linear.Outputs; output++)
                    margins[output * block.Stride + row] = -(float)linear.Means!.Texts[text][output];
                linear.Model.AddText(vectorizer, first, column.Utf8At(block.Start + row), scratch, margins, block.Stride, row);
            }

            first += vectorizer.Terms;
        }
    }

    /// <summary>The block's features with the scores of its texts behind them.</summary>
    /// <param name="values">Room for both.</param>
    internal FeatureBlock Beside(in FeatureBlock block, int features, float* values, NgramScratch scratch)
    {
        new Span<float>(block.Values, features * block.Stride).CopyTo(new(values, features * block.Stride));
        Fill(block, scratch, values + (long)features * block.Stride);
        return block with { Features = (nint)values };
    }
}
