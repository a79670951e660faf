using System.Runtime.InteropServices;

namespace SqlInference.Engines.DuckDb.Native;

// Scalar functions. An info handle is valid only during the callback it was given to.
static unsafe partial class DuckDbNative
{
    [LibraryImport(Library, EntryPoint = "duckdb_create_scalar_function")]
    public static partial ScalarFunctionHandle CreateScalarFunction();

    [LibraryImport(Library, EntryPoint = "duckdb_destroy_scalar_function")]
    public static partial void DestroyScalarFunction(ref nint function);

    [LibraryImport(Library, EntryPoint = "duckdb_scalar_function_set_name", StringMarshalling = StringMarshalling.Utf8)]
    public static partial void ScalarFunctionSetName(ScalarFunctionHandle function, string name);

    [LibraryImport(Library, EntryPoint = "duckdb_scalar_function_add_parameter")]
    public static partial void ScalarFunctionAddParameter(ScalarFunctionHandle function, LogicalTypeHandle type);

    [LibraryImport(Library, EntryPoint = "duckdb_scalar_function_set_return_type")]
    public static partial void ScalarFunctionSetReturnType(ScalarFunctionHandle function, LogicalTypeHandle type);

    [LibraryImport(Library, EntryPoint = "duckdb_scalar_function_set_special_handling")]
    public static partial void ScalarFunctionSetSpecialHandling(ScalarFunctionHandle function);

    [LibraryImport(Library, EntryPoint = "duckdb_scalar_function_set_extra_info")]
    public static partial void ScalarFunctionSetExtraInfo(
        ScalarFunctionHandle function, nint extraInfo, delegate* unmanaged[Cdecl]<nint, void> destroy);

    [LibraryImport(Library, EntryPoint = "duckdb_scalar_function_set_bind")]
    public static partial void ScalarFunctionSetBind(
        ScalarFunctionHandle function, delegate* unmanaged[Cdecl]<nint, void> bind);

    [LibraryImport(Library, EntryPoint = "duckdb_scalar_function_set_function")]
    public static partial void ScalarFunctionSetFunction(
        ScalarFunctionHandle function, delegate* unmanaged[Cdecl]<nint, nint, nint, void> body);

    [LibraryImport(Library, EntryPoint = "duckdb_register_scalar_function")]
    public static partial int RegisterScalarFunction(ConnectionHandle connection, ScalarFunctionHandle function);

    [LibraryImport(Library, EntryPoint = "duckdb_scalar_function_get_client_context")]
    public static partial void BindGetClientContext(nint bindInfo, out ClientContextHandle context);

    [LibraryImport(Library, EntryPoint = "duckdb_scalar_function_set_bind_data")]
    public static partial void BindSetData(nint bindInfo, nint data, delegate* unmanaged[Cdecl]<nint, void> destroy);

    [LibraryImport(Library, EntryPoint = "duckdb_scalar_function_set_bind_data_copy")]
    public static partial void BindSetDataCopy(nint bindInfo, delegate* unmanaged[Cdecl]<nint, nint> copy);

    [LibraryImport(Library, EntryPoint = "duckdb_scalar_function_bind_get_extra_info")]
    public static partial nint BindExtraInfo(nint info);

    [LibraryImport(Library, EntryPoint = "duckdb_scalar_function_bind_set_error", StringMarshalling = StringMarshalling.Utf8)]
    public static partial void BindSetError(nint bindInfo, string message);

    [LibraryImport(Library, EntryPoint = "duckdb_scalar_function_get_extra_info"), SuppressGCTransition]
    public static partial nint ScalarFunctionExtraInfo(nint functionInfo);

    [LibraryImport(Library, EntryPoint = "duckdb_scalar_function_get_bind_data"), SuppressGCTransition]
    public static partial nint ScalarFunctionBindData(nint functionInfo);

    [LibraryImport(Library, EntryPoint = "duckdb_scalar_function_set_error", StringMarshalling = StringMarshalling.Utf8)]
    public static partial void ScalarFunctionSetError(nint functionInfo, string message);
}
