using System.Runtime.InteropServices;

namespace SqlInference.Engines.DuckDb.Native;

// Table functions. An info handle is valid only during the callback it was given to.
static unsafe partial class DuckDbNative
{
    [LibraryImport(Library, EntryPoint = "duckdb_create_table_function")]
    public static partial TableFunctionHandle CreateTableFunction();

    [LibraryImport(Library, EntryPoint = "duckdb_destroy_table_function")]
    public static partial void DestroyTableFunction(ref nint function);

    [LibraryImport(Library, EntryPoint = "duckdb_table_function_set_name", StringMarshalling = StringMarshalling.Utf8)]
    public static partial void TableFunctionSetName(TableFunctionHandle function, string name);

    [LibraryImport(Library, EntryPoint = "duckdb_table_function_add_parameter")]
    public static partial void TableFunctionAddParameter(TableFunctionHandle function, LogicalTypeHandle type);

    [LibraryImport(Library, EntryPoint = "duckdb_table_function_add_named_parameter", StringMarshalling = StringMarshalling.Utf8)]
    public static partial void TableFunctionAddNamedParameter(TableFunctionHandle function, string name, LogicalTypeHandle type);

    [LibraryImport(Library, EntryPoint = "duckdb_table_function_set_extra_info")]
    public static partial void TableFunctionSetExtraInfo(
        TableFunctionHandle function, nint extraInfo, delegate* unmanaged[Cdecl]<nint, void> destroy);

    [LibraryImport(Library, EntryPoint = "duckdb_table_function_set_bind")]
    public static partial void TableFunctionSetBind(TableFunctionHandle function, delegate* unmanaged[Cdecl]<nint, void> bind);

    [LibraryImport(Library, EntryPoint = "duckdb_table_function_set_init")]
    public static partial void TableFunctionSetInit(TableFunctionHandle function, delegate* unmanaged[Cdecl]<nint, void> init);

    [LibraryImport(Library, EntryPoint = "duckdb_table_function_set_function")]
    public static partial void TableFunctionSetFunction(
        TableFunctionHandle function, delegate* unmanaged[Cdecl]<nint, nint, void> body);

    [LibraryImport(Library, EntryPoint = "duckdb_register_table_function")]
    public static partial int RegisterTableFunction(ConnectionHandle connection, TableFunctionHandle function);

    [LibraryImport(Library, EntryPoint = "duckdb_table_function_get_client_context")]
    public static partial void TableBindClientContext(nint bindInfo, out ClientContextHandle context);

    [LibraryImport(Library, EntryPoint = "duckdb_bind_get_extra_info")]
    public static partial nint TableBindExtraInfo(nint bindInfo);

    [LibraryImport(Library, EntryPoint = "duckdb_bind_get_parameter")]
    public static partial ValueHandle TableBindParameter(nint bindInfo, ulong index);

    [LibraryImport(Library, EntryPoint = "duckdb_bind_get_named_parameter", StringMarshalling = StringMarshalling.Utf8)]
    public static partial ValueHandle TableBindNamedParameter(nint bindInfo, string name);

    [LibraryImport(Library, EntryPoint = "duckdb_bind_add_result_column", StringMarshalling = StringMarshalling.Utf8)]
    public static partial void TableBindAddColumn(nint bindInfo, string name, LogicalTypeHandle type);

    [LibraryImport(Library, EntryPoint = "duckdb_bind_set_cardinality")]
    public static partial void TableBindSetCardinality(nint bindInfo, ulong rows, [MarshalAs(UnmanagedType.U1)] bool exact);

    [LibraryImport(Library, EntryPoint = "duckdb_bind_set_bind_data")]
    public static partial void TableBindSetData(nint bindInfo, nint data, delegate* unmanaged[Cdecl]<nint, void> destroy);

    [LibraryImport(Library, EntryPoint = "duckdb_bind_set_error", StringMarshalling = StringMarshalling.Utf8)]
    public static partial void TableBindSetError(nint bindInfo, string message);

    [LibraryImport(Library, EntryPoint = "duckdb_init_get_bind_data")]
    public static partial nint TableInitBindData(nint initInfo);

    [LibraryImport(Library, EntryPoint = "duckdb_init_set_init_data")]
    public static partial void TableInitSetData(nint initInfo, nint data, delegate* unmanaged[Cdecl]<nint, void> destroy);

    [LibraryImport(Library, EntryPoint = "duckdb_init_set_max_threads")]
    public static partial void TableInitSetMaxThreads(nint initInfo, ulong threads);

    [LibraryImport(Library, EntryPoint = "duckdb_init_set_error", StringMarshalling = StringMarshalling.Utf8)]
    public static partial void TableInitSetError(nint initInfo, string message);

    [LibraryImport(Library, EntryPoint = "duckdb_function_get_init_data")]
    public static partial nint TableFunctionInitData(nint functionInfo);

    [LibraryImport(Library, EntryPoint = "duckdb_function_set_error", StringMarshalling = StringMarshalling.Utf8)]
    public static partial void TableFunctionSetError(nint functionInfo, string message);

    [LibraryImport(Library, EntryPoint = "duckdb_data_chunk_set_size")]
    public static partial void ChunkSetSize(nint chunk, ulong rows);

    [LibraryImport(Library, EntryPoint = "duckdb_vector_size")]
    public static partial ulong VectorSize();

    [LibraryImport(Library, EntryPoint = "duckdb_vector_reference_vector")]
    public static partial void ReferenceVector(nint to, nint from);

    [LibraryImport(Library, EntryPoint = "duckdb_create_selection_vector")]
    public static partial SelectionHandle CreateSelection(ulong rows);

    [LibraryImport(Library, EntryPoint = "duckdb_destroy_selection_vector")]
    public static partial void DestroySelection(nint selection);

    [LibraryImport(Library, EntryPoint = "duckdb_selection_vector_get_data_ptr")]
    public static partial uint* SelectionData(SelectionHandle selection);

    [LibraryImport(Library, EntryPoint = "duckdb_slice_vector")]
    public static partial void SliceVector(nint vector, SelectionHandle selection, ulong rows);

    [LibraryImport(Library, EntryPoint = "duckdb_prepared_statement_column_count")]
    public static partial ulong PreparedColumnCount(StatementHandle statement);

    [LibraryImport(Library, EntryPoint = "duckdb_prepared_statement_column_name")]
    public static partial nint PreparedColumnName(StatementHandle statement, ulong column);

    [LibraryImport(Library, EntryPoint = "duckdb_prepared_statement_column_logical_type")]
    public static partial LogicalTypeHandle PreparedColumnLogicalType(StatementHandle statement, ulong column);

    [LibraryImport(Library, EntryPoint = "duckdb_is_null_value")]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool IsNullValue(ValueHandle value);

    [LibraryImport(Library, EntryPoint = "duckdb_get_int64")]
    public static partial long GetInt64(ValueHandle value);

    [LibraryImport(Library, EntryPoint = "duckdb_get_list_size")]
    public static partial ulong GetListSize(ValueHandle value);

    [LibraryImport(Library, EntryPoint = "duckdb_get_list_child")]
    public static partial ValueHandle GetListChild(ValueHandle value, ulong index);
}
