using SqlInference.Engines.DuckDb.Native;

namespace SqlInference.Engines.DuckDb.Tables;

/// <summary>The arguments of one call of a table function and the session that makes it. Good while it is being bound.</summary>
public sealed class TableCall
{
    readonly nint _bindInfo;

    internal TableCall(nint bindInfo, CallerSession caller, CancellationToken cancellation)
    {
        _bindInfo = bindInfo;
        Caller = caller;
        Cancellation = cancellation;
    }

    public CallerSession Caller { get; }

    public CancellationToken Cancellation { get; }

    /// <summary>A positional argument; null for NULL.</summary>
    public string? Text(int position)
    {
        using var value = DuckDbNative.TableBindParameter(_bindInfo, (ulong)position);
        return Text(value);
    }

    /// <summary>A positional argument; null for NULL.</summary>
    public long? Integer(int position)
    {
        using var value = DuckDbNative.TableBindParameter(_bindInfo, (ulong)position);
        return Integer(value);
    }

    /// <summary>A named argument; null for NULL and where it is not given.</summary>
    public long? Integer(string name)
    {
        using var value = DuckDbNative.TableBindNamedParameter(_bindInfo, name);
        return Integer(value);
    }

    /// <summary>The elements of a named list; null for NULL and where it is not given.</summary>
    public IReadOnlyList<string?>? Texts(string name)
    {
        using var list = DuckDbNative.TableBindNamedParameter(_bindInfo, name);
        if (IsNull(list))
            return null;
        var texts = new string?[DuckDbNative.GetListSize(list)];
        for (var i = 0; i < texts.Length; i++)
        {
            using var element = DuckDbNative.GetListChild(list, (ulong)i);
            texts[i] = Text(element);
        }

        return texts;
    }

    static string? Text(ValueHandle value) => IsNull(value) ? null : DuckDbNative.TakeText(DuckDbNative.GetVarchar(value));

    static long? Integer(ValueHandle value) => IsNull(value) ? null : DuckDbNative.GetInt64(value);

    static bool IsNull(ValueHandle value) => value.IsInvalid || DuckDbNative.IsNullValue(value);
}
