using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Net;
using System.Security;

namespace SqlInference.SqlClr.Service;

/// <summary>One request over HTTP. Connections are kept between requests by the framework, for all sessions of the database together.</summary>
sealed class ServiceRequest
{
    public const string HeadLengthHeader = "Inference-Header-Content-Length";

    const int ConnectionLimit = 256;
    const int MostAnswerBytes = 256 * 1024 * 1024;

    readonly HttpWebRequest _request;
    readonly Stopwatch _waiting = Stopwatch.StartNew();
    readonly Connection _connection;
    readonly string _what;
    readonly int _timeoutMs;

    /// <param name="what">What errors begin with: whose request it is.</param>
    public ServiceRequest(Connection connection, string method, string path, string what, int? timeoutMs = null)
    {
        _connection = connection;
        _what = what;
        _timeoutMs = timeoutMs ?? connection.TimeoutMs;
        AllowTls12();
        _request = WebRequest.CreateHttp(new Uri(connection.Address, Kept(path)));
        _request.Method = method;
        _request.KeepAlive = true;
        _request.AllowAutoRedirect = false;
        _request.Timeout = _timeoutMs;
        _request.ReadWriteTimeout = _timeoutMs;
        _request.ServicePoint.ConnectionLimit = ConnectionLimit;
        _request.ServicePoint.Expect100Continue = false;
        _request.ServicePoint.UseNagleAlgorithm = false;
        WithoutProxy();
        SetHeaders();
    }

    /// <summary>The framework's Uri takes back the escapes of dots and slashes in a path, which then names something else. The service takes = for % there.</summary>
    static string Kept(string path)
    {
        var query = path.IndexOf('?');
        return query < 0 ? path.Replace('%', '=') : path.Substring(0, query).Replace('%', '=') + path.Substring(query);
    }

    public void SetHeader(string name, string value) => _request.Headers[name] = value;

    /// <summary>The head and what stands behind it, in one piece.</summary>
    public ServiceAnswer Send(string contentType, ArraySegment<byte> body)
    {
        _request.ContentType = contentType;
        _request.ContentLength = body.Count;
        try
        {
            using (var stream = _request.GetRequestStream())
                stream.Write(body.Array!, body.Offset, body.Count);
        }
        catch (WebException exception)
        {
            return Answered(exception);
        }
        catch (IOException exception)
        {
            throw ServiceFailure.Closed(_what, _connection, exception);
        }

        return Receive();
    }

    /// <summary>For a body that is made while it is sent, of a length that nobody knows.</summary>
    public Stream Open(string contentType)
    {
        _request.ContentType = contentType;
        _request.SendChunked = true;
        _request.AllowWriteStreamBuffering = false;
        try
        {
            return _request.GetRequestStream();
        }
        catch (WebException exception)
        {
            throw ServiceFailure.Of(exception, _what, _connection, _waiting.ElapsedMilliseconds);
        }
    }

    public void Abort() => _request.Abort();

    public ServiceAnswer Receive()
    {
        try
        {
            using var response = (HttpWebResponse)_request.GetResponse();
            return Read(response);
        }
        catch (WebException exception)
        {
            return Answered(exception);
        }
    }

    /// <summary>An answer that is an error is an answer still.</summary>
    ServiceAnswer Answered(WebException exception)
    {
        if (exception.Response is not HttpWebResponse refusal)
            throw ServiceFailure.Of(exception, _what, _connection, _waiting.ElapsedMilliseconds);
        using (refusal)
            return Read(refusal);
    }

    ServiceAnswer Read(HttpWebResponse response)
    {
        try
        {
            var head = int.TryParse(response.Headers[HeadLengthHeader], NumberStyles.None, CultureInfo.InvariantCulture, out var length) ? length : -1;
            using var stream = response.GetResponseStream();
            return new((int)response.StatusCode, ReadBody(stream, response.ContentLength), head);
        }
        catch (Exception exception) when (exception is IOException or WebException)
        {
            throw ServiceFailure.Closed(_what, _connection, exception);
        }
    }

    byte[] ReadBody(Stream stream, long length)
    {
        if (length > MostAnswerBytes)
            throw ServiceFailure.TooLarge(_what, _connection, MostAnswerBytes);
        var body = new byte[length >= 0 ? length : 4096];
        var read = 0;
        while (true)
        {
            if (read == body.Length)
            {
                if (length >= 0)
                    return body;
                if (read >= MostAnswerBytes)
                    throw ServiceFailure.TooLarge(_what, _connection, MostAnswerBytes);
                Array.Resize(ref body, body.Length * 2);
            }

            var part = stream.Read(body, read, body.Length - read);
            if (part == 0)
                break;
            read += part;
            if (_waiting.ElapsedMilliseconds > _timeoutMs)
                throw ServiceFailure.Timeout(_what, _connection, _waiting.ElapsedMilliseconds);
        }

        if (length >= 0)
            throw ServiceFailure.Closed(_what, _connection, null);
        Array.Resize(ref body, read);
        return body;
    }

    void SetHeaders()
    {
        _request.Headers["X-Request-Timeout-Ms"] = _timeoutMs.ToString(CultureInfo.InvariantCulture);
        if (_connection.User.Length > 0)
            _request.Headers["X-SqlInference-User"] = _connection.User;
        if (_connection.Roles.Length > 0)
            _request.Headers["X-SqlInference-Roles"] = _connection.Roles;
        if (_connection.Token is { } token)
            _request.Headers["Authorization"] = "Bearer " + token;
    }

    /// <summary>Inside SQL Server the framework may still begin with TLS 1.0. 0 leaves the choice to Windows, which is right.</summary>
    static void AllowTls12()
    {
        if (ServicePointManager.SecurityProtocol != 0 && (ServicePointManager.SecurityProtocol & SecurityProtocolType.Tls12) == 0)
            ServicePointManager.SecurityProtocol |= SecurityProtocolType.Tls12;
    }

    /// <summary>Looking for a proxy takes seconds. Where permissions of assemblies are enforced, this one may not choose.</summary>
    void WithoutProxy()
    {
        try
        {
            _request.Proxy = null;
        }
        catch (SecurityException)
        {
        }
    }
}
