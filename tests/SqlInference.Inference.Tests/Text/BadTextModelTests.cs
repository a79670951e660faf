using SqlInference.Errors;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Onnx;
using SqlInference.Inference.Tests.Onnx;
using SqlInference.Inference.Text.Backend;
using SqlInference.Inference.Text.Files;

namespace SqlInference.Inference.Tests.Text;

/// <summary>Text models that do not go with their files or with the function are refused when they are loaded.</summary>
public sealed class BadTextModelTests
{
    const string ChangeLabels = "Declare RETURNS varchar, or change id2label in config.json.";

    [Fact]
    public void A_model_without_token_numbers_is_refused() => TextModels.Refused(ErrorConditions.ModelInputMismatch,
        "Model 'm' does not fit the function: a text model has an input 'input_ids'. The model takes: features float32[N,3].",
        "Export the model with the names that transformers have, or leave TOKENIZER out.",
        () => TextBackend.Load(OnnxModelFile.Open(Models.PathOf("linear"), "m"), TextModels.Options()));

    [Fact]
    public void A_function_takes_one_text()
    {
        const string hint = "Declare the function with one parameter of type varchar; put several texts together with ||.";
        TextModels.Refused(ErrorConditions.ModelInputMismatch, "Model 'm' does not fit the function: it takes one text; declared: a Int32.", hint,
            () => TextModels.Load("star-rating", options: TextModels.Options() with { Parameters = [new("a", ElementType.Int32)] }));
        TextModels.Refused(ErrorConditions.ModelInputMismatch, "Model 'm' does not fit the function: it takes one text; declared: review Utf8, review Utf8.", hint,
            () => TextModels.Load("star-rating", options: TextModels.Options() with { Parameters = [TextModels.Text, TextModels.Text] }));
        TextModels.Refused(ErrorConditions.ModelInputMismatch, "Model 'm' does not fit the function: it takes one text; declared: nothing.", hint,
            () => TextModels.Load("star-rating", options: TextModels.Options() with { Parameters = [] }));
    }

    [Fact]
    public void A_model_without_a_classification_head_is_refused() => TextModels.Refused(ErrorConditions.ModelOutputMismatch,
        "Model 'm' does not fit the function: it has no output with one row of numbers for each text. The model gives: last_hidden_state float32[batch,sequence,2].",
        "Export the model with its classification head, so that it gives one row of logits per text.", () => TextModels.Load("hidden"));

    [Fact]
    public void An_output_that_is_not_there_is_refused() => TextModels.Refused(ErrorConditions.ModelOutputMismatch,
        "Model 'm' does not fit the function: OUTPUT names 'stars', which has no row of numbers for each text. The model gives: logits float32[batch,5].",
        "Name the output that is the prediction: SETTINGS (OUTPUT 'name').",
        () => TextModels.Load("star-rating", options: TextModels.Options() with { Output = "stars" }));

    [Theory]
    [InlineData(ElementType.Int32, "its label 'b' is no value of the type that the function returns", "1", "b", "2", "3", "4")]
    [InlineData(ElementType.Int32, "its label '1 to 2' is no value of the type that the function returns", "0", "1 to 2", "3", "4", "5")]
    [InlineData(ElementType.Int32, "its label '2nd' is no value of the type that the function returns", "1", "2nd", "3", "4", "5")]
    [InlineData(ElementType.Int32, "its label '1.5' is no value of the type that the function returns", "1", "1.5", "3", "4", "5")]
    [InlineData(ElementType.Int16, "its label '40000' is no value of the type that the function returns", "1", "40000", "3", "4", "5")]
    [InlineData(ElementType.Boolean, "its label '2' is no value of the type that the function returns", "0", "1", "2", "3", "4")]
    [InlineData(ElementType.Int32, "several of its labels ('1 star', '1', '3', '4', '5') would be the same number", "1 star", "1", "3", "4", "5")]
    public void Labels_that_the_type_cannot_hold_are_refused(ElementType returns, string what, params string[] labels) => TextModels.Refused(
        ErrorConditions.ModelOutputMismatch, $"Model 'm' does not fit the function: {what}.", ChangeLabels,
        () => TextModels.Load("star-rating", returns, configuration: TextBackendTests.Configuration(labels)));

    [Theory]
    [InlineData("""{"id2label": {"0": "a", "1": "b", "2": "c"}}""", 3)]
    [InlineData("{}", 2)]
    public void Another_number_of_labels_than_logits_is_refused(string configuration, int labels) => TextModels.Refused(ErrorConditions.ModelOutputMismatch,
        $"Model 'm' does not fit the function: config.json has {labels} labels (id2label), but the output logits has 5 numbers for each text.",
        "Bring the config.json that belongs to the model.", () => TextModels.Load("star-rating", ElementType.Utf8, configuration: configuration));

    [Theory]
    [InlineData("multi_label_classification")]
    [InlineData("regression")]
    public void Several_answers_for_one_text_are_refused_where_one_is_wanted(string problem)
    {
        var configuration = $$"""{"problem_type": "{{problem}}"}""";
        TextModels.Refused(ErrorConditions.ModelOutputMismatch,
            $"Model 'm' does not fit the function: config.json says {problem}, so it has 5 answers for each text and the function returns one.",
            "Declare RETURNS real[], which gives the model's numbers as they are.", () => TextModels.Load("star-rating", configuration: configuration));
        using var backend = TextModels.Load("star-rating", ElementType.Float32, list: true, configuration: configuration);
        Assert.Equal(5, backend.Signature.Outputs[0].Type.ListLength);
    }

    [Fact]
    public void A_tokenizer_with_more_tokens_than_the_model_is_refused() => TextModels.Refused(ErrorConditions.TokenizerInvalid,
        "Model 'm': the tokenizer file 'vocab.txt' cannot be used: it has tokens up to number 48, and the model has 40 (vocab_size in config.json).",
        "Bring the tokenizer that the model was trained with.", () => TextModels.Load("star-rating", configuration: """{"vocab_size": 40}"""));

    [Fact]
    public void A_configuration_that_cannot_be_read_is_refused()
    {
        const string hint = "Save the model again with save_pretrained, and bring its config.json as it is.";
        TextModels.Refused(ErrorConditions.ModelFileInvalid, "Model 'm': config.json cannot be used: it is not a JSON object.", hint,
            () => TextModels.Load("star-rating", configuration: "[]"));
        TextModels.Refused(ErrorConditions.ModelFileInvalid, "Model 'm': config.json cannot be used: it has no id2label.1.", hint,
            () => TextModels.Load("star-rating", configuration: """{"id2label": {"0": "a", "2": "c"}}"""));
    }

    [Fact]
    public void A_length_that_the_model_does_not_take_is_refused()
    {
        TextModels.Refused(ErrorConditions.InvalidClauseValue, "MAX_TOKENS is 513, but model 'm' takes at most 512 tokens.", "Set MAX_TOKENS to that or less, or leave it out.",
            () => TextModels.Load("star-rating", options: TextModels.Options() with { MaxTokens = 513 }));
        TextModels.Refused(ErrorConditions.InvalidClauseValue, "MAX_TOKENS is 2, of which the special tokens of model 'm' take 2: no room is left for a text.",
            "Set MAX_TOKENS to the length that the model was trained with, or leave it out.",
            () => TextModels.Load("star-rating", options: TextModels.Options() with { MaxTokens = 2 }));
        TextModels.Refused(ErrorConditions.InvalidClauseValue, "MAX_TOKENS is 9, but model 'm' takes at most 8 tokens.", "Set MAX_TOKENS to that or less, or leave it out.",
            () => TextModels.Load("fixed", options: TextModels.Options() with { MaxTokens = 9 }));
        // Its files say 512, but it has positions for 16.
        TextModels.Refused(ErrorConditions.ModelInputMismatch, "Model 'm' fails on a text of 512 tokens.", "Set MAX_TOKENS in SETTINGS to the length that the model was made for.",
            () => TextModels.Load("short"));
        using var backend = TextModels.Load("short", options: TextModels.Options() with { MaxTokens = 16 });
        Assert.Equal(16, backend.MaxTokens);
    }

    [Fact]
    public void Roberta_has_fewer_positions_than_it_says()
    {
        using var backend = TextModels.Load("star-rating", ElementType.Float32, list: true,
            configuration: """{"model_type": "roberta", "max_position_embeddings": 66, "pad_token_id": 1}""");
        Assert.Equal(64, backend.MaxTokens);
    }

    [Fact]
    public void A_tokenizer_that_is_not_there_is_named() => TextModels.Refused(ErrorConditions.ModelFileMissing,
        "Model 'm': there is no tokenizer file '/nowhere/vocab.txt'.", "TOKENIZER names a file in the model's folder, or any other by its path.",
        () => TokenizerFiles.Named("m", "/nowhere/vocab.txt"));
}
