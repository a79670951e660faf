using System;
using System.IO;
using System.Net;
using System.Text;
using SqlInference.SqlClr.Json;
using SqlInference.SqlClr.Rows;
using SqlInference.SqlClr.Scoring;
using SqlInference.SqlClr.Service;

namespace SqlInference.SqlClr.Training;

/// <summary>Sends the rows of a temporary table to be trained on, as the column stream, a chunk at a time.</summary>
sealed class RowUpload
{
    const string ContentType = "application/vnd.sqlinference.columns";
    const string What = "The training rows were not sent";
    const int MostChunkBytes = 1024 * 1024;
    const int DayMs = 24 * 60 * 60 * 1000;

    readonly Connection _connection;
    readonly Columns _columns;
    readonly ByteBuffer _bytes = new();
    long _last;
    long _count;

    public RowUpload(Connection connection, Parameter[] columns)
    {
        _connection = connection;
        _columns = new(columns);
    }

    /// <summary>Answers what the service said.</summary>
    public ServiceAnswer Run(IStoredRows rows, string read, string path, int batchRows)
    {
        // The framework counts all of the request's time, and rows may take hours.
        var request = new ServiceRequest(_connection, "PUT", path, What, DayMs);
        try
        {
            using var stream = request.Open(ContentType);
            SendAll(stream, rows, read, batchRows);
        }
        catch (Exception exception) when (exception is IOException or WebException)
        {
            // An answer that comes before all rows were sent says why no more are wanted.
        }
        catch (Exception exception)
        {
            // Told before the connection ends: of a client that only goes away the service keeps no model that says why.
            TellWhy(path, exception.Message);
            request.Abort();
            throw;
        }

        return request.Receive();
    }

    void TellWhy(string path, string reason)
    {
        var run = path.Substring(0, path.LastIndexOf("/training", StringComparison.Ordinal));
        try
        {
            Registry.Ask(_connection, "POST", run + "/fail", new StringBuilder("{\"reason\":").AppendJson(reason).Append('}').ToString());
        }
        catch (InferenceError)
        {
            // What went wrong first is what the session hears of.
        }
    }

    void SendAll(Stream stream, IStoredRows rows, string read, int batchRows)
    {
        WriteHead();
        Send(stream);
        while (ReadChunk(rows, read, batchRows))
            Send(stream);
        _bytes.PutNumber(-1, sizeof(uint));
        _bytes.PutNumber(_count, sizeof(ulong));
        Send(stream);
    }

    void WriteHead()
    {
        var head = new StringBuilder("{\"columns\":[");
        for (var i = 0; i < _columns.All.Length; i++)
        {
            var column = _columns.All[i].Parameter;
            head.Append(i == 0 ? "{\"name\":" : ",{\"name\":").AppendJson(column.Name).Append(",\"type\":").AppendJson(column.Type.StreamType).Append('}');
        }

        var json = head.Append("]}").ToString();
        _bytes.PutText("SQIC");
        _bytes.PutNumber(Encoding.UTF8.GetByteCount(json), sizeof(uint));
        _bytes.PutText(json);
    }

    bool ReadChunk(IStoredRows rows, string read, int batchRows)
    {
        _columns.Clear();
        var count = 0;
        using (var reader = rows.Read(read, _last, batchRows))
        {
            while (_columns.Bytes < MostChunkBytes && reader.Read())
            {
                _last = reader.GetInt64(0);
                RecordRows.AddTo(_columns, reader);
                count++;
            }
        }

        if (count == 0)
            return false;
        _count += count;
        _bytes.PutNumber(count, sizeof(uint));
        foreach (var column in _columns.All)
            column.WriteChunk(_bytes);
        return true;
    }

    void Send(Stream stream)
    {
        var written = _bytes.Written;
        stream.Write(written.Array!, written.Offset, written.Count);
        _bytes.Clear();
    }
}
