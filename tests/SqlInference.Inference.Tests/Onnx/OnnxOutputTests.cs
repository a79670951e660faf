using SqlInference.Inference.Backends;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Onnx;

namespace SqlInference.Inference.Tests.Onnx;

public sealed class OnnxOutputTests
{
    static Batch ThreeClasses() => new Batch().Add(ElementType.Float64, 0.0, 2, 2).Add(ElementType.Float64, 0.0, 4, 6);

    [Fact]
    public void A_classifier_predicts_the_label_and_gives_probabilities_beside()
    {
        using var backend = Models.Load("classifier-int", Models.Scalars(2, ElementType.Float64));
        using var batch = ThreeClasses();

        Assert.Equal(["10", "20", "30"], backend.ClassLabels);
        Assert.Equal(
            [new ModelOutput("prediction", ElementType.Int64), new ModelOutput("probabilities", new ColumnType(ElementType.Float32, 3))],
            backend.Signature.Outputs);
        Assert.Equal([10L, 20, 30], batch.Run<long>(backend));
        Assert.Equal([0.7f, 0.2f, 0.1f, 0.1f, 0.6f, 0.3f, 0.05f, 0.15f, 0.8f], batch.Run<float>(backend, "probabilities"));
    }

    [Fact]
    public void A_classifier_with_text_labels_and_a_dictionary_of_probabilities_works_the_same()
    {
        using var backend = Models.Load("classifier-zipmap", Models.Scalars(2, ElementType.Float64));
        using var batch = ThreeClasses();

        Assert.Equal(["low", "middle", "high"], backend.ClassLabels);
        Assert.Equal(
            [new ModelOutput("prediction", ElementType.Utf8), new ModelOutput("probabilities", new ColumnType(ElementType.Float32, 3))],
            backend.Signature.Outputs);
        Assert.Equal(["low", "middle", "high"], batch.RunText(backend));
        Assert.Equal([0.7f, 0.2f, 0.1f, 0.1f, 0.6f, 0.3f, 0.05f, 0.15f, 0.8f], batch.Run<float>(backend, "probabilities"));
    }

    [Fact]
    public void Label_and_probabilities_come_from_one_run()
    {
        using var backend = Models.Load("classifier-int", Models.Scalars(2, ElementType.Float64));
        using var batch = ThreeClasses();
        using var results = new ResultColumns(2, 0, 1);
        batch.Score(backend, results);

        Assert.Equal([10L, 20, 30], results[0]!.View.Span<long>().ToArray());
        Assert.Equal(9, results[1]!.View.Span<float>().Length);
    }

    [Fact]
    public void The_output_setting_makes_probabilities_the_prediction()
    {
        using var backend = Models.Load("classifier-int", new OnnxModelOptions { Parameters = Models.Scalars(2, ElementType.Float64), Output = "Probabilities" });
        using var batch = ThreeClasses();

        Assert.Equal(new ModelOutput("prediction", new ColumnType(ElementType.Float32, 3)), backend.Signature.Outputs[0]);
        Assert.Equal(["10", "20", "30"], backend.ClassLabels);
        Assert.Equal([10L, 20, 30], batch.Run<long>(backend, "label"));
    }

    [Fact]
    public void Text_goes_in_and_text_comes_out()
    {
        using var backend = Models.Load("text-label", new OnnxParameter("word", ElementType.Utf8));
        using var batch = new Batch().AddText("hello", "grüß", "", "bonjour", "日本語");

        Assert.Equal(["en", "de", "unknown", "fr", "unknown"], batch.RunText(backend));
    }

    [Fact]
    public void Several_texts_make_up_a_row()
    {
        using var backend = Models.Load("text-pair", new OnnxParameter("left", ElementType.Utf8), new OnnxParameter("right", ElementType.Utf8, AcceptsNull: true));
        using var batch = new Batch().AddText("a", "b", "c").AddText("c", "c", "c").Missing(2);

        Assert.Equal([101L, 110, 100], batch.Run<long>(backend));
    }

    [Fact]
    public void A_row_of_texts_takes_one_derived_parameter_for_each()
    {
        using var backend = Models.Load("text-pair", new OnnxModelOptions());
        Assert.Equal([new ModelInput("words_1", ElementType.Utf8), new ModelInput("words_2", ElementType.Utf8)], backend.Signature.Inputs);
    }

    [Fact]
    public void A_row_of_numbers_comes_out_as_a_list()
    {
        using var backend = Models.Load("list-output", Models.Scalars(2, ElementType.Float32));
        Assert.Equal(new ColumnType(ElementType.Float32, 4), backend.Signature.Outputs[0].Type);
        using var batch = new Batch().Add(ElementType.Float32, 1f, 2).Add(ElementType.Float32, 1f, 0);

        Assert.Equal([11f, 22, 33, 44, 2, 4, 6, 8], batch.Run<float>(backend));
    }

    [Fact]
    public void Further_outputs_keep_their_names()
    {
        using var backend = Models.Load("two-outputs", new OnnxModelOptions { Parameters = Models.Scalars(1, ElementType.Float32), Output = "magnitude" });
        Assert.Equal(["prediction", "negative"], backend.Signature.Outputs.Select(output => output.Name));
        using var batch = new Batch().Add(ElementType.Float32, -2f, 3);

        Assert.Equal([2f, 3], batch.Run<float>(backend));
        Assert.Equal([2f, -3], batch.Run<float>(backend, "negative"));
    }
}
