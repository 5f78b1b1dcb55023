using FibreCentre.Api.Http;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.ApiReference;

/// <summary>One operation: what to send, what comes back, what may be refused.</summary>
[Authorize(Access.Anyone)]
internal sealed class ApiOperationPage(ApiDescription description) : CentrePage
{
    public ReferenceOperation Operation { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(string operation)
    {
        var reference = await Reference.OfAsync(description);
        if (reference.Operations.FirstOrDefault(each => each.Id == operation) is not { } found) return NotFound();
        Operation = found;
        return Page();
    }
}
