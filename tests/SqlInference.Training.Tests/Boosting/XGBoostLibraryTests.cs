using SqlInference.Errors;
using SqlInference.Training.Boosting;
using SqlInference.Training.Boosting.Native;

namespace SqlInference.Training.Tests.Boosting;

public sealed class XGBoostLibraryTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("sqlinference-xgboost").FullName;

    [Fact]
    public void The_library_beside_the_program_comes_first()
    {
        XGBoostLibrary.Load();
        var beside = Path.Combine(AppContext.BaseDirectory, "libxgboost.so");
        // A build on a machine without Debian's packages has none.
        var expected = File.Exists(beside) ? [beside, Path.Combine(AppContext.BaseDirectory, "libdmlc.so.0")] : new[] { "libxgboost.so" };
        var maps = File.ReadAllText("/proc/self/maps");
        Assert.All(expected, file => Assert.Contains(file, maps, StringComparison.Ordinal));
    }

    [Fact]
    public void A_stated_file_that_is_missing_is_told_with_what_to_do()
    {
        var error = Assert.Throws<SqlInferenceException>(() => XGBoostLibrary.Open("/nowhere/libxgboost.so", _folder));
        Assert.Equal(ErrorConditions.TrainingLibraryMissing, error.Condition);
        Assert.Equal("Boosted trees need the XGBoost library: the setting xgboost_library says /nowhere/libxgboost.so, which cannot be loaded"
            + " (/nowhere/libxgboost.so: cannot open shared object file: No such file or directory).", error.Message);
        Assert.Equal("Install it (on Debian: apt-get install libxgboost0), or set xgboost_library to the path of libxgboost.so, and start the program again.", error.Hint);
    }

    [Fact]
    public void A_stated_file_that_is_no_library_is_refused()
    {
        var file = Path.Combine(_folder, "libxgboost.so");
        File.WriteAllText(file, "not a library");
        var error = Assert.Throws<SqlInferenceException>(() => XGBoostLibrary.Open(file, "/nowhere"));
        Assert.Equal($"Boosted trees need the XGBoost library: the setting xgboost_library says {file}, which cannot be loaded ({file}: file too short).", error.Message);
    }

    [Theory]
    [InlineData("value 1 for Parameter max_bin should be greater equal to 2\nmax_bin: if using histogram-based algorithm", "value 1 for Parameter max_bin should be greater equal to 2")]
    [InlineData("[01:15:16] ./src/objective/regression_obj.cu:527: GammaRegression: label must be positive.\nStack trace:\n  [bt] (0) /lib/libxgboost.so.0(+0xe9b3a)", "GammaRegression: label must be positive")]
    [InlineData("[01:15:09] ./src/objective/./regression_loss.h:94: Check failed: base_score > 0.0f && base_score < 1.0f: base_score must be in (0,1) for logistic loss, got: 0\nStack trace:", "base_score must be in (0,1) for logistic loss, got: 0")]
    [InlineData("[01:15:09] ./src/learner.cc:94: Check failed: a == b (1 vs. 2) : \nStack trace:", "Check failed: a == b (1 vs. 2)")]
    [InlineData("std::bad_alloc", "std::bad_alloc")]
    [InlineData("", "it does not say why")]
    public void What_XGBoost_says_is_cut_to_its_sentence(string text, string sentence) => Assert.Equal(sentence, XGBoostError.Sentence(text));

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
