using System.Text.Json;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Records;

internal static class JsonFile
{
    private static readonly JsonSerializerOptions Readable = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static FileContentResult Of<T>(T value, string name) => new(JsonSerializer.SerializeToUtf8Bytes(value, Readable), "application/json") { FileDownloadName = name };
}
