using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using SqlInference.Errors;

namespace SqlInference.Training.Boosting.Native;

/// <summary>XGBoost's complaints: its own sentence, without the place in its sources and the stack.</summary>
static partial class XGBoostError
{
    public static void Check(int answer)
    {
        if (answer != XGBoostNative.Success)
            throw Describe(Marshal.PtrToStringUTF8(XGBoostNative.LastError()) ?? "");
    }

    public static SqlInferenceException Describe(string text) => new(ErrorConditions.TrainingFailed,
        $"XGBoost gave up: {Sentence(text)}.", "Check the hyperparameters and the training rows against what XGBoost says.");

    /// <summary>
    /// Most texts are "[time] file:line: Check failed: condition: sentence", some lines about parameters or candidates, and a
    /// stack trace.
    /// </summary>
    public static string Sentence(string text)
    {
        var stack = text.IndexOf("Stack trace:", StringComparison.Ordinal);
        var first = (stack >= 0 ? text[..stack] : text).Trim().Split('\n')[0];
        var sentence = Check().Replace(Place().Replace(first, ""), "").Trim().TrimEnd('.', ':', ' ');
        return sentence.Length > 0 ? sentence : "it does not say why";
    }

    [GeneratedRegex(@"^(\[\d\d:\d\d:\d\d\] )?(\S+:\d+: )?")]
    private static partial Regex Place();

    // Without a sentence after it, the condition is all there is to say.
    [GeneratedRegex(@"^Check failed: .*?: (?=\S)")]
    private static partial Regex Check();
}
