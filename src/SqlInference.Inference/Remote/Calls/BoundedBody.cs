using SqlInference.Inference.Formats;

namespace SqlInference.Inference.Remote.Calls;

/// <summary>Reads the body of an answer up to a limit.</summary>
static class BoundedBody
{
    const int Block = 16 << 10;

    /// <summary>Null where the body is longer than the limit; nothing beyond it is kept.</summary>
    public static async Task<PooledBytes?> ReadAsync(HttpContent content, int limit, CancellationToken cancellation)
    {
        var length = content.Headers.ContentLength;
        if (length > limit)
            return null;
        var body = new PooledBytes((int)(length ?? 0) + Block);
        try
        {
            var stream = await content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
            await using (stream.ConfigureAwait(false))
            {
                while (body.Length <= limit)
                {
                    var read = await stream.ReadAsync(body.GetMemory(Block), cancellation).ConfigureAwait(false);
                    if (read == 0)
                        return Keep(ref body!);
                    body.Advance(read);
                }
            }

            return null;
        }
        finally
        {
            body?.Dispose();
        }
    }

    /// <summary>Hands the buffer on, so that leaving the block does not give it back.</summary>
    static PooledBytes Keep(ref PooledBytes? body)
    {
        var kept = body!;
        body = null;
        return kept;
    }
}
