using System.Security.Cryptography;
using System.Text;
using SqlInference.Errors;
using SqlInference.Inference.Linear;
using SqlInference.Inference.Ngrams;
using SqlInference.Inference.Tests.Ngrams;

namespace SqlInference.Inference.Tests.Linear;

public sealed class LinearModelTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(19)]
    public void Margins_are_sums_of_products(int outputs)
    {
        const int Dense = 5, Rows = 21, Stride = 24;
        var random = new Random(outputs);
        var vectorizer = Vocabularies.Make(new(), ["good", "bad", "good\tbad", "!"]);
        var model = Model(random, Dense, vectorizer.Terms, outputs);
        var features = Array.ConvertAll(new float[Dense * Stride], _ => random.Next(10) == 0 ? float.NaN : random.NextSingle());
        var texts = Enumerable.Range(0, Rows).Select(row => Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("good bad! ", row % 4)))).ToArray();

        var margins = new float[outputs * Stride];
        var scratch = new NgramScratch();
        model.Begin(margins, Stride, Rows);
        model.AddDense(features, Stride, Rows, margins, Stride);
        for (var row = 0; row < Rows; row++)
            model.AddText(vectorizer, Dense, texts[row], scratch, margins, Stride, row);

        for (var row = 0; row < Rows; row++)
        {
            vectorizer.Vectorize(texts[row], scratch);
            for (var output = 0; output < outputs; output++)
            {
                double expected = model.Intercepts[output];
                for (var feature = 0; feature < Dense; feature++)
                    expected += float.IsNaN(features[feature * Stride + row]) ? 0 : (double)features[feature * Stride + row] * model.Weights[feature * outputs + output];
                for (var i = 0; i < scratch.Terms.Length; i++)
                    expected += (double)scratch.Weights[i] * model.Weights[(Dense + scratch.Terms[i]) * outputs + output];
                Assert.Equal(expected, margins[output * Stride + row], 1e-5);
            }
        }

        for (var output = 0; output < outputs; output++)
            Assert.Equal([0, 0, 0], margins[(output * Stride + Rows)..((output + 1) * Stride)]);
    }

    [Fact]
    public void A_model_comes_back_as_it_was_written()
    {
        var bytes = LinearFile.Write(Model(new(1), 2, 7, 5));
        var read = LinearFile.Read(bytes, "test");
        Assert.Equal((2, 9, 5), (read.DenseFeatures, read.Features, read.Outputs));
        Assert.Equal(bytes, LinearFile.Write(read));
    }

    [Fact]
    public void Every_truncation_and_every_changed_byte_is_refused()
    {
        var bytes = LinearFile.Write(Model(new(1), 1, 4, 3));
        for (var i = 1; i < bytes.Length; i++)
            Assert.Equal(ErrorConditions.ModelFileInvalid, Error(bytes[..i]).Condition);
        for (var i = 0; i < bytes.Length; i++)
        {
            var damaged = bytes.ToArray();
            damaged[i] ^= 0x10;
            Assert.Equal(ErrorConditions.ModelFileInvalid, Error(damaged).Condition);
        }
    }

    [Fact]
    public void What_cannot_be_is_refused_although_the_checksum_is_right()
    {
        var bytes = LinearFile.Write(Model(new(1), 1, 4, 3));
        foreach (var (at, value) in new[] { (12, 0), (12, int.MaxValue), (12, 4), (16, -1), (16, 6), (20, -1), (20, int.MaxValue), (20, 4), (24, 0x7FC00000), (36, 0x7F800000) })
        {
            var body = bytes[..^32];
            BitConverter.TryWriteBytes(body.AsSpan(at), value);
            Assert.Contains("is not a sound linear model", Error([.. body, .. SHA256.HashData(body)]).Message);
        }
    }

    static LinearModel Model(Random random, int dense, int terms, int outputs) => new(dense,
        Array.ConvertAll(new float[(dense + terms) * outputs], _ => random.NextSingle() - 0.5f),
        Array.ConvertAll(new float[outputs], _ => random.NextSingle()));

    static SqlInferenceException Error(byte[] bytes) => Assert.Throws<SqlInferenceException>(() => LinearFile.Read(bytes, "test"));
}
