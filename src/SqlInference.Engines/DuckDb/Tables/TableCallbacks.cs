using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SqlInference.Engines.DuckDb.Native;

namespace SqlInference.Engines.DuckDb.Tables;

/// <summary>
/// The entry points that DuckDB calls, on any of its threads. Nothing may be thrown through them. Function, plan and
/// scan are .NET objects that DuckDB holds by GC handles and lets go of through <see cref="Free"/>.
/// </summary>
static unsafe class TableCallbacks
{
    public static void Attach(TableFunctionHandle handle, RegisteredTable table)
    {
        DuckDbNative.TableFunctionSetExtraInfo(handle, Hold(table), &Free);
        DuckDbNative.TableFunctionSetBind(handle, &Bind);
        DuckDbNative.TableFunctionSetInit(handle, &Init);
        DuckDbNative.TableFunctionSetFunction(handle, &Fill);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    static void Bind(nint info)
    {
        var table = Held<RegisteredTable>(DuckDbNative.TableBindExtraInfo(info));
        if (table.Bind(info, out var error) is not { } plan)
        {
            DuckDbNative.TableBindSetError(info, error!);
            return;
        }

        foreach (var column in plan.Columns)
            DuckDbNative.TableBindAddColumn(info, column.Name, column.Handle);
        if (plan.Cardinality is { } rows)
            DuckDbNative.TableBindSetCardinality(info, (ulong)rows, exact: false);
        DuckDbNative.TableBindSetData(info, Hold(plan), &Free);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    static void Init(nint info)
    {
        // One thread at a time, or rows would come out of order.
        DuckDbNative.TableInitSetMaxThreads(info, 1);
        var plan = Held<TablePlan>(DuckDbNative.TableInitBindData(info));
        if (plan.Open(out var error) is { } scan)
            DuckDbNative.TableInitSetData(info, Hold(scan), &Free);
        else
            DuckDbNative.TableInitSetError(info, error!);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    static void Fill(nint info, nint chunk)
    {
        var scan = Held<TableScan>(DuckDbNative.TableFunctionInitData(info));
        if (scan.Fill(chunk) is { } error)
            DuckDbNative.TableFunctionSetError(info, error);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    static void Free(nint held)
    {
        var handle = GCHandle.FromIntPtr(held);
        try
        {
            (handle.Target as IDisposable)?.Dispose();
        }
        catch (Exception)
        {
            // The query is over: there is nobody left to tell, and the process has to live.
        }

        handle.Free();
    }

    static nint Hold(object target) => GCHandle.ToIntPtr(GCHandle.Alloc(target));

    static T Held<T>(nint held) where T : class => (T)GCHandle.FromIntPtr(held).Target!;
}
