using SqlInference.Errors;

namespace SqlInference.Language.Tests;

public sealed class SettingsTests
{
    const string Everything =
        "(S3_BUCKET 'b', KMS_KEY_ID 'k', S3_GARBAGE_COLLECT OFF, MAX_CELLS 5000000000, MAX_RUNTIME 60, ON_ERROR 'null', "
        + "CSV_HEADER ON, ANSWER 'json', MAX_BATCH_ROWS 1, MAX_CONCURRENCY 2, TIMEOUT_MS 3, CACHE OFF, DEVICE 'cuda:1', FORMAT XGBOOST, "
        + "INPUT 'i', OUTPUT 'o', TOKENIZER 't''s.json', MAX_TOKENS 4, SEED 0, EVALUATOR 'vector', HORIZON 5, "
        + "FREQUENCY '15min', PERCENTILES '0.1,mean')";

    [Fact]
    public void Every_setting_is_read_by_its_accessor()
    {
        var settings = Settings.Parse(Everything);
        Assert.Equal(Settings.Known.Select(definition => definition.Name), settings.Select(setting => setting.Name));
        Assert.Equal(("b", "k", false, 5_000_000_000L, 60), (settings.S3Bucket, settings.KmsKeyId, settings.S3GarbageCollect, settings.MaxCells, settings.MaxRuntimeSeconds));
        Assert.Equal((true, true, 1, 2, 3), (settings.RefusedRowsBecomeNull, settings.CsvHeader, settings.MaxBatchRows, settings.MaxConcurrency, settings.TimeoutMs));
        Assert.Equal("json", settings.Answer);
        Assert.Equal((false, "cuda:1", "XGBOOST", "i", "o"), (settings.Cache, settings.Device, settings.Format, settings.Input, settings.Output));
        Assert.Equal(("t's.json", 4, 0L, "vector"), (settings.Tokenizer, settings.MaxTokens, settings.Seed, settings.Evaluator));
        Assert.Equal((5, "15min", "0.1,mean"), (settings.Horizon, settings.Frequency, settings.Percentiles));
        Assert.Equal(Everything, settings.ToString());
    }

    [Fact]
    public void What_is_not_given_is_null()
    {
        var settings = Settings.Empty;
        Assert.Null(settings.S3Bucket);
        Assert.Null(settings.Cache);
        Assert.Null(settings.RefusedRowsBecomeNull);
        Assert.Null(settings.MaxBatchRows);
        Assert.Equal(("", settings), (settings.ToString(), Settings.Parse("")));
    }

    [Theory]
    [InlineData("(max_cells '10', cache 'on', on_error NULL_)", null)]
    [InlineData("(max_cells '10', cache 'on')", "(MAX_CELLS 10, CACHE ON)")]
    [InlineData("(MAX_CELLS 0010, FREQUENCY 'h', EVALUATOR 'Auto', DEVICE 'CPU')", "(MAX_CELLS 10, FREQUENCY 'H', EVALUATOR 'auto', DEVICE 'cpu')")]
    [InlineData("(FORMAT 'onnx')", "(FORMAT ONNX)")]
    public void Values_are_kept_in_one_form(string text, string? canonical)
    {
        if (canonical is null)
            Assert.Throws<LanguageException>(() => Settings.Parse(text));
        else
            Assert.Equal(canonical, Settings.Parse(text).ToString());
    }

    [Fact]
    public void New_values_replace_old_ones_in_place_and_others_follow() =>
        Assert.Equal(
            Settings.Parse("(SEED 2, CACHE ON, MAX_TOKENS 3)"),
            Settings.Parse("(SEED 1, CACHE ON)").With(Settings.Parse("(MAX_TOKENS 3, SEED 2)")));

    [Fact]
    public void Settings_made_in_code_are_checked_as_written_ones()
    {
        Assert.Equal(Settings.Parse("(CACHE OFF, SEED 7)"), Settings.Of(("cache", "off"), ("SEED", "7")));
        Assert.Equal(ErrorConditions.InvalidClauseValue, Refused(("CACHE", "maybe")));
        Assert.Equal(ErrorConditions.InvalidClauseValue, Refused(("COLOR", "red")));
        Assert.Equal(ErrorConditions.DuplicateClause, Refused(("SEED", "1"), ("seed", "1")));
    }

    [Fact]
    public void Order_and_values_decide_about_equality()
    {
        Assert.NotEqual(Settings.Parse("(SEED 1, CACHE ON)"), Settings.Parse("(CACHE ON, SEED 1)"));
        Assert.NotEqual(Settings.Parse("(SEED 1)"), Settings.Parse("(SEED 2)"));
        Assert.Equal(Settings.Parse("(SEED 1)").GetHashCode(), Settings.Parse("( seed '1' )").GetHashCode());
    }

    static ErrorCondition Refused(params (string, string)[] items) =>
        Assert.ThrowsAny<SqlInferenceException>(() => Settings.Of(items)).Condition;
}
