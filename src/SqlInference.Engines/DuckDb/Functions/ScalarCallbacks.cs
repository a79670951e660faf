using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SqlInference.Engines.DuckDb.Native;

namespace SqlInference.Engines.DuckDb.Functions;

/// <summary>The entry points that DuckDB calls, on any of its threads. Nothing may be thrown through them.</summary>
static unsafe class ScalarCallbacks
{
    /// <summary>Gives the C function its state, which DuckDB frees with it.</summary>
    public static void Attach(ScalarFunctionHandle handle, RegisteredFunction function)
    {
        var state = GCHandle.ToIntPtr(GCHandle.Alloc(function));
        DuckDbNative.ScalarFunctionSetExtraInfo(handle, state, &Free);
        DuckDbNative.ScalarFunctionSetBind(handle, &Bind);
        DuckDbNative.ScalarFunctionSetFunction(handle, &Call);
    }

    /// <summary>Refuses callers that may not call it, and notes which connection a call belongs to; running it does not tell any more.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    static void Bind(nint info)
    {
        try
        {
            DuckDbNative.BindGetClientContext(info, out var context);
            ulong connectionId;
            using (context)
                connectionId = DuckDbNative.ClientContextGetConnectionId(context);
            // The bind data is the id itself, not a pointer, so there is nothing to free; 0 would mean "none".
            DuckDbNative.BindSetData(info, (nint)(connectionId + 1), null);
            DuckDbNative.BindSetDataCopy(info, &CopyBindData);
            var function = (RegisteredFunction)GCHandle.FromIntPtr(DuckDbNative.BindExtraInfo(info)).Target!;
            if (function.Refuse(connectionId) is { } error)
                DuckDbNative.BindSetError(info, error);
        }
        catch (Exception e)
        {
            DuckDbNative.BindSetError(info, e.Message);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    static nint CopyBindData(nint data) => data;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    static void Call(nint info, nint chunk, nint output)
    {
        var function = (RegisteredFunction)GCHandle.FromIntPtr(DuckDbNative.ScalarFunctionExtraInfo(info)).Target!;
        var connectionId = (ulong)DuckDbNative.ScalarFunctionBindData(info) - 1;
        if (function.Call(connectionId, chunk, output) is { } error)
            DuckDbNative.ScalarFunctionSetError(info, error);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    static void Free(nint state)
    {
        var handle = GCHandle.FromIntPtr(state);
        ((RegisteredFunction)handle.Target!).Dispose();
        handle.Free();
    }
}
