using FibreCentre.Api.Http;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;

namespace FibreCentre.Api.Pages.ApiReference;

/// <summary>Everything a program can ask for, by what it is about.</summary>
[Authorize(Access.Anyone)]
internal sealed class ApiReferencePage(ApiDescription description) : CentrePage
{
    public Reference Reference { get; private set; } = null!;

    public async Task OnGetAsync() => Reference = await Reference.OfAsync(description);
}
