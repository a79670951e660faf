using System.Runtime.InteropServices;

namespace SqlInference.Training.Boosting.Native;

/// <summary>
/// What is used of XGBoost's C API (<c>xgboost/c_api.h</c>). Functions answer 0 for success. What they return by pointer belongs
/// to the handle and to the calling thread, and lives until the next call: copy it at once.
/// </summary>
static unsafe partial class XGBoostNative
{
    public const string Library = "xgboost";

    public const int Success = 0;

    [LibraryImport(Library, EntryPoint = "XGBoostVersion")]
    public static partial void Version(out int major, out int minor, out int patch);

    [LibraryImport(Library, EntryPoint = "XGBGetLastError")]
    public static partial nint LastError();

    /// <param name="data">An array interface, as JSON.</param>
    [LibraryImport(Library, EntryPoint = "XGDMatrixCreateFromDense", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int CreateFromDense(string data, string configuration, out nint matrix);

    [LibraryImport(Library, EntryPoint = "XGDMatrixCreateFromCSR", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int CreateFromRows(string starts, string indices, string data, ulong columns, string configuration, out nint matrix);

    [LibraryImport(Library, EntryPoint = "XGDMatrixSetFloatInfo", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SetFloats(MatrixHandle matrix, string field, float* values, ulong count);

    [LibraryImport(Library, EntryPoint = "XGDMatrixFree")]
    public static partial int FreeMatrix(nint matrix);

    [LibraryImport(Library, EntryPoint = "XGBoosterCreate")]
    public static partial int CreateBooster(nint* matrices, ulong count, out nint booster);

    [LibraryImport(Library, EntryPoint = "XGBoosterFree")]
    public static partial int FreeBooster(nint booster);

    [LibraryImport(Library, EntryPoint = "XGBoosterSetParam", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SetParameter(BoosterHandle booster, string name, string value);

    [LibraryImport(Library, EntryPoint = "XGBoosterUpdateOneIter")]
    public static partial int Update(BoosterHandle booster, int round, MatrixHandle matrix);

    [LibraryImport(Library, EntryPoint = "XGBoosterEvalOneIter")]
    public static partial int Evaluate(BoosterHandle booster, int round, nint* matrices, nint* names, ulong count, out nint text);

    [LibraryImport(Library, EntryPoint = "XGBoosterPredictFromDMatrix", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Predict(BoosterHandle booster, MatrixHandle matrix, string configuration, out ulong* shape, out ulong dimensions, out float* result);

    [LibraryImport(Library, EntryPoint = "XGBoosterSlice")]
    public static partial int Slice(BoosterHandle booster, int begin, int end, int step, out nint slice);

    [LibraryImport(Library, EntryPoint = "XGBoosterSaveModelToBuffer", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Save(BoosterHandle booster, string configuration, out ulong length, out byte* bytes);

    [LibraryImport(Library, EntryPoint = "XGBoosterLoadModelFromBuffer")]
    public static partial int Load(BoosterHandle booster, byte* bytes, ulong length);
}
