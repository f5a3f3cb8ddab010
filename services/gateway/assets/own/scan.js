/* Reads codes on the scan page: by camera, from a picture, by a scanner that types. Decoding happens here; nothing is sent but the code. */
"use strict";
(function () {
  const form = document.querySelector("#scan");
  if (!form || !window.ZXingWASM) return;
  const field = form.querySelector("[data-code]");
  const opener = form.querySelector("[data-camera]");
  const picture = form.querySelector("#picture");
  const says = form.querySelector("[data-camera-says]");
  const viewer = form.querySelector("[data-viewer]");
  const video = viewer.querySelector("video");
  const WANTED = { formats: ["Code128", "QRCode", "DataMatrix"], tryHarder: true, maxNumberOfSymbols: 1 };
  const LONGEST = 1280;
  const AGAIN_AFTER = 4000;
  let stream = null;
  let last = { code: "", at: 0 };

  ZXingWASM.prepareZXingModule({ overrides: { locateFile: function () { return form.dataset.reader; } } });

  async function read(source, width, height) {
    const scale = Math.min(1, LONGEST / Math.max(width, height));
    const canvas = new OffscreenCanvas(Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale)));
    const pen = canvas.getContext("2d", { willReadFrequently: true });
    pen.drawImage(source, 0, 0, canvas.width, canvas.height);
    const found = await ZXingWASM.readBarcodes(pen.getImageData(0, 0, canvas.width, canvas.height), WANTED);
    return found.length ? found[0].text.trim() : "";
  }

  function take(code) {
    field.value = code;
    if (navigator.vibrate) navigator.vibrate(60);
    form.requestSubmit();
  }

  async function watch() {
    while (stream) {
      if (video.readyState >= 2 && video.videoWidth) {
        const code = await read(video, video.videoWidth, video.videoHeight).catch(failed);
        const now = Date.now();
        if (code && stream && (code !== last.code || now - last.at > AGAIN_AFTER)) take(code);
        if (code) last = { code: code, at: now };
      }
      await new Promise(function (go) { setTimeout(go, 120); });
    }
  }

  function failed() {
    close();
    says.textContent = "识读程序没有装载成功，请刷新页面，或手工输入。";
    return "";
  }

  async function open() {
    says.textContent = "正在打开摄像头…";
    try {
      const wanted = { facingMode: "environment", width: { ideal: 1280 }, height: { ideal: 720 } };
      stream = await navigator.mediaDevices.getUserMedia({ video: wanted, audio: false });
    } catch (error) {
      says.textContent = error.name === "NotAllowedError" ? "没有得到使用摄像头的许可，请在浏览器的网站设置中允许。" : "没有找到可用的摄像头。";
      return;
    }
    video.srcObject = stream;
    viewer.hidden = false;
    opener.textContent = "关闭摄像头";
    says.textContent = "请把标签上的条码或二维码对准取景框。";
    await video.play();
    watch();
  }

  function close() {
    if (stream) stream.getTracks().forEach(function (track) { track.stop(); });
    stream = null;
    viewer.hidden = true;
    opener.textContent = "打开摄像头";
    says.textContent = "";
  }

  async function fromPicture() {
    const file = picture.files[0];
    picture.value = "";
    if (!file) return;
    says.textContent = "正在识读照片…";
    let code = "";
    try {
      const bitmap = await createImageBitmap(file);
      code = await read(bitmap, bitmap.width, bitmap.height);
    } catch { code = ""; }
    says.textContent = code ? "" : "照片中没有识读到条码，请靠近、对正后再拍，或手工输入。";
    if (code) take(code);
  }

  const camera = window.isSecureContext && navigator.mediaDevices && navigator.mediaDevices.getUserMedia;
  opener.hidden = !camera;
  form.querySelector("[data-no-camera]").hidden = Boolean(camera);
  form.querySelector("[data-picture]").hidden = false;
  opener.addEventListener("click", function () { if (stream) close(); else open(); });
  picture.addEventListener("change", fromPicture);

  // Ready for the next one: the field is empty and has the focus; not while the camera looks, or a telephone would show its keyboard.
  function ready() {
    field.value = "";
    if (!stream) field.focus({ preventScroll: true });
  }
  document.addEventListener("htmx:after:swap", ready);
  window.addEventListener("pagehide", close);
})();
