using System;
using System.Globalization;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Runtime.InteropServices;
using System.Text;

namespace Benchmarks.SqlClr;

/// <summary>The same requests by HttpClient, and nothing around them.</summary>
sealed class HttpClientCaller : IDisposable
{
    const string HeadLength = "Inference-Header-Content-Length";

    readonly HttpClient _client = new();
    readonly string _path;
    readonly string _parameter;

    public HttpClientCaller(string address, string model, string parameter)
    {
        _path = $"{address}/v2/models/{model}/versions/1/infer";
        _parameter = parameter;
    }

    public const string Name = "HttpClient on .NET";

    /// <summary>One row by one request.</summary>
    public double One(int row) => Ask([row])[0];

    /// <summary>So many rows in batches.</summary>
    public void Many(int rows, int batchRows)
    {
        for (var first = 1; first <= rows; first += batchRows)
        {
            var values = new int[Math.Min(batchRows, rows - first + 1)];
            for (var i = 0; i < values.Length; i++)
                values[i] = first + i;
            Ask(values);
        }
    }

    public void Dispose() => _client.Dispose();

    double[] Ask(int[] rows)
    {
        var head = string.Create(CultureInfo.InvariantCulture,
            $$$"""{"inputs":[{"name":"{{{_parameter}}}","shape":[{{{rows.Length}}}],"datatype":"INT32","parameters":{"binary_data_size":{{{4 * rows.Length}}}}}],"outputs":[{"name":"prediction","parameters":{"binary_data":true}}]}""");
        using var content = new ByteArrayContent([.. Encoding.UTF8.GetBytes(head), .. MemoryMarshal.AsBytes(rows.AsSpan())]);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        using var request = new HttpRequestMessage(HttpMethod.Post, _path) { Content = content };
        request.Headers.Add(HeadLength, Encoding.UTF8.GetByteCount(head).ToString(CultureInfo.InvariantCulture));
        using var response = _client.Send(request);
        response.EnsureSuccessStatusCode();
        var body = response.Content.ReadAsByteArrayAsync().GetAwaiter().GetResult();
        foreach (var length in response.Headers.GetValues(HeadLength))
            return MemoryMarshal.Cast<byte, double>(body.AsSpan(int.Parse(length, CultureInfo.InvariantCulture))).ToArray();
        throw new InvalidOperationException("The answer is not binary.");
    }
}
