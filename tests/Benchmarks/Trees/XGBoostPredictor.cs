using System.Runtime.InteropServices;

namespace Benchmarks.Trees;

/// <summary>XGBoost's own predictor through its C interface, where the library is installed (Debian: libxgboost0).</summary>
sealed unsafe partial class XGBoostPredictor : IDisposable
{
    const string Library = "libxgboost.so.0";

    readonly nint _booster;

    XGBoostPredictor(string file)
    {
        Check(XGBoosterCreate(null, 0, out _booster));
        Check(XGBoosterLoadModel(_booster, file));
        Check(XGBoosterSetParam(_booster, "nthread", "1"));
    }

    /// <summary>Null where XGBoost is not installed.</summary>
    public static XGBoostPredictor? TryLoad(string file) => NativeLibrary.TryLoad(Library, out _) ? new(file) : null;

    /// <summary>Answers rows that lie one after the other; the answers stay where they are until the next call.</summary>
    public ReadOnlySpan<float> Predict(float* rows, int count, int width)
    {
        var array = $$"""{"data": [{{(nint)rows}}, true], "shape": [{{count}}, {{width}}], "typestr": "<f4", "version": 3}""";
        const string settings = """{"type": 0, "training": false, "iteration_begin": 0, "iteration_end": 0, "strict_shape": false, "missing": NaN, "cache_id": 0}""";
        Check(XGBoosterPredictFromDense(_booster, array, settings, 0, out _, out _, out var answers));
        return new(answers, count);
    }

    public void Dispose() => Check(XGBoosterFree(_booster));

    static void Check(int result)
    {
        if (result != 0)
            throw new InvalidOperationException(Marshal.PtrToStringUTF8(XGBGetLastError()));
    }

    [LibraryImport(Library)]
    private static partial int XGBoosterCreate(nint* matrices, ulong count, out nint booster);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int XGBoosterLoadModel(nint booster, string file);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int XGBoosterSetParam(nint booster, string name, string value);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int XGBoosterPredictFromDense(
        nint booster, string values, string settings, nint matrix, out ulong* shape, out ulong dimensions, out float* answers);

    [LibraryImport(Library)]
    private static partial int XGBoosterFree(nint booster);

    [LibraryImport(Library)]
    private static partial nint XGBGetLastError();
}
